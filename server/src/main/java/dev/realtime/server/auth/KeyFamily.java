package dev.realtime.server.auth;

import com.nimbusds.jose.JWSAlgorithm;
import org.jspecify.annotations.Nullable;

/** Kinds of keys, each with the algorithms it serves and no others. */
enum KeyFamily {
  /** A shared secret. */
  HMAC,
  /** RSASSA-PKCS1-v1_5. */
  RSA,
  /** ECDSA on P-256, P-384 or P-521. */
  EC;

  /** The family an algorithm belongs to; null for {@code none} and whatever is not supported. */
  static @Nullable KeyFamily of(JWSAlgorithm algorithm) {
    return switch (algorithm.getName()) {
      case "HS256", "HS384", "HS512" -> HMAC;
      case "RS256", "RS384", "RS512" -> RSA;
      case "ES256", "ES384", "ES512" -> EC;
      default -> null;
    };
  }
}
