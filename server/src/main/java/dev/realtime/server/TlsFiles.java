package dev.realtime.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.realtime.server.config.TlsConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of the client port; renewed files are picked up by {@link #reload}. */
final class TlsFiles {
  private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----([^-]+)-----END");

  private static final byte[] PROBE = "a pair?".getBytes(US_ASCII);

  private final @Nullable Path certificate;
  private final @Nullable Path key;
  private byte[] lastBytes = new byte[0];
  private volatile @Nullable SslContext context;

  private TlsFiles(@Nullable Path certificate, @Nullable Path key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Reads the files; none if TLS is off.
   *
   * @throws IOException saying which file cannot be used, and why
   */
  static TlsFiles load(TlsConfig config) throws IOException {
    TlsFiles files = new TlsFiles(config.certFile(), config.keyFile());
    files.read();
    return files;
  }

  private boolean read() throws IOException {
    if (certificate == null || key == null) {
      return false;
    }
    byte[] certificateBytes = Files.readAllBytes(certificate);
    byte[] keyBytes = Files.readAllBytes(key);
    byte[] all = Arrays.copyOf(certificateBytes, certificateBytes.length + keyBytes.length);
    System.arraycopy(keyBytes, 0, all, certificateBytes.length, keyBytes.length);
    if (Arrays.equals(all, lastBytes)) {
      return false;
    }
    context = context("listen.tls", certificate, key);
    lastBytes = all;
    return true;
  }

  /**
   * Makes the TLS of a server from two PEM files.
   *
   * @param group of settings, for messages
   * @throws IOException saying which file cannot be used, and why
   */
  static SslContext context(String group, Path certificate, Path key) throws IOException {
    SslContext made;
    try {
      made =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          group
              + ": certificate "
              + certificate
              + " and key "
              + key
              + " cannot be used ("
              + e.getMessage()
              + "); both have to be PEM, the key PKCS#8 and without a password",
          e);
    }
    try {
      if (!isPair(certificate, key)) {
        throw new IOException(
            group + ": key " + key + " does not belong to certificate " + certificate);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(
          group
              + ": whether key "
              + key
              + " belongs to certificate "
              + certificate
              + " cannot be checked: "
              + e.getMessage(),
          e);
    }
    return made;
  }

  /**
   * A pair of two renewals would fail each handshake: what the key signs, the certificate knows.
   */
  private static boolean isPair(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    PublicKey known;
    try (InputStream in = Files.newInputStream(certificate)) {
      known = CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
    }
    Matcher pem = PRIVATE_KEY.matcher(Files.readString(key, US_ASCII));
    if (!pem.find()) {
      return true; // of a form that only the library reads: the handshakes will tell
    }
    var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
    String algorithm =
        switch (known.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return true; // of a kind that needs parameters of its own: the handshakes will tell
    }
    Signature signature = Signature.getInstance(algorithm);
    try {
      signature.initSign(KeyFactory.getInstance(known.getAlgorithm()).generatePrivate(encoded));
    } catch (InvalidKeySpecException e) {
      return pem.group(1) != null; // a key of another kind, unless in a form of its own kind
    }
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(known);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  /** Reads the files again if they have changed; keeps the former ones if that fails. */
  void reload() {
    try {
      if (read()) {
        log.info("TLS certificate renewed from {}", certificate);
      }
    } catch (IOException e) {
      log.error("TLS certificate not renewed, the former one stays in use: {}", e.getMessage());
    }
  }

  /** What connections are secured with now; null if TLS is off. */
  @Nullable SslContext current() {
    return context;
  }
}
