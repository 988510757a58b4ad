package dev.realtime.server.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys: PEM blocks, a JWK or a JWK set. */
final class PublicKeyFile {
  private static final Pattern PEM_BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private PublicKeyFile() {}

  /**
   * All keys of a file.
   *
   * @throws KeyException naming the file, if it holds no key for signatures or one that cannot be
   *     used, a private one among them
   */
  static List<VerificationKey> read(Path file) throws KeyException {
    String text = new String(SecretFile.read(file, "public key file"), StandardCharsets.UTF_8);
    try {
      List<VerificationKey> keys =
          text.stripLeading().startsWith("{") ? fromJson(text) : fromPem(text);
      if (keys.isEmpty()) {
        throw new KeyException("holds no key for signatures of the RS or ES algorithms");
      }
      return keys;
    } catch (KeyException e) {
      throw new KeyException("public key file " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Keys of a set published by somebody else: those that serve something else are passed over, and
   * one that cannot be used does not spoil the others.
   *
   * @param unusable told of each key for signatures that cannot be used
   */
  static List<VerificationKey> fromJwks(String json, Consumer<KeyException> unusable)
      throws KeyException {
    List<VerificationKey> keys = new ArrayList<>();
    for (JWK jwk : parseSet(json)) {
      try {
        keys.addAll(keysOf(List.of(jwk)));
      } catch (KeyException e) {
        unusable.accept(e);
      }
    }
    return keys;
  }

  private static List<JWK> parseSet(String json) throws KeyException {
    try {
      return JWKSet.parse(json).getKeys();
    } catch (ParseException e) {
      throw new KeyException("is not a JWK set: " + e.getMessage(), e);
    }
  }

  private static List<VerificationKey> fromJson(String json) throws KeyException {
    if (json.contains("\"keys\"")) {
      return keysOf(parseSet(json));
    }
    try {
      return keysOf(List.of(JWK.parse(json)));
    } catch (ParseException e) {
      throw new KeyException("is neither a JWK nor a JWK set: " + e.getMessage(), e);
    }
  }

  private static List<VerificationKey> keysOf(List<JWK> jwks) throws KeyException {
    List<VerificationKey> keys = new ArrayList<>();
    for (JWK jwk : jwks) {
      VerificationKey key = VerificationKey.of(jwk);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static List<VerificationKey> fromPem(String text) throws KeyException {
    List<VerificationKey> keys = new ArrayList<>();
    Matcher blocks = PEM_BLOCK.matcher(text);
    while (blocks.find()) {
      byte[] der;
      try {
        der = Base64.getMimeDecoder().decode(blocks.group(2));
      } catch (IllegalArgumentException e) {
        throw new KeyException("PEM block is not base64", e);
      }
      keys.add(VerificationKey.of(publicKey(blocks.group(1), der), null, null));
    }
    return keys;
  }

  private static PublicKey publicKey(String label, byte[] der) throws KeyException {
    return switch (label) {
      case "PUBLIC KEY" -> subjectPublicKey(der);
      case "CERTIFICATE" -> {
        try {
          yield CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der))
              .getPublicKey();
        } catch (GeneralSecurityException e) {
          throw new KeyException("certificate cannot be read: " + e.getMessage(), e);
        }
      }
      case "RSA PUBLIC KEY" ->
          throw new KeyException(
              "PKCS#1 key; convert it: openssl rsa -RSAPublicKey_in -in FILE -pubout");
      default ->
          throw new KeyException(
              "holds a "
                  + label
                  + " where PUBLIC KEY or CERTIFICATE is expected"
                  + (label.contains("PRIVATE")
                      ? "; a private key stays with the application: openssl pkey -in FILE -pubout"
                      : ""));
    };
  }

  private static PublicKey subjectPublicKey(byte[] der) throws KeyException {
    KeyException neither = new KeyException("public key is neither RSA nor EC");
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        neither.addSuppressed(e); // perhaps of the other algorithm
      }
    }
    throw neither;
  }
}
