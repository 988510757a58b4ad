package dev.realtime.server;

import dev.realtime.server.config.TlsConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of the client port; renewed files are picked up by {@link #reload}. */
final class TlsFiles {
  private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

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
    try {
      context =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "listen.tls: certificate "
              + certificate
              + " and key "
              + key
              + " cannot be used ("
              + e.getMessage()
              + "); both have to be PEM, the key PKCS#8",
          e);
    }
    lastBytes = all;
    return true;
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
