package dev.realtime.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One key that may have signed a token, tied to its family.
 *
 * @param family the only algorithms it verifies
 * @param keyId its {@code kid}; null where it has none
 * @param algorithm the one algorithm it is for; null where it serves its whole family
 * @param verifier the check itself, safe for use by many threads
 */
record VerificationKey(
    KeyFamily family,
    @Nullable String keyId,
    @Nullable JWSAlgorithm algorithm,
    JWSVerifier verifier) {

  /** Shorter RSA keys can be factored; NIST SP 800-131A forbids them. */
  private static final int MIN_RSA_BITS = 2048;

  /** Length from which the library takes a secret for all three HMAC algorithms. */
  private static final int MIN_MAC_BYTES = 64;

  /**
   * A shared secret.
   *
   * @throws KeyException if it is empty, or is a public key in PEM, which everybody knows
   */
  static VerificationKey hmac(byte[] secret) throws KeyException {
    try {
      return new VerificationKey(KeyFamily.HMAC, null, null, new MACVerifier(paddedSecret(secret)));
    } catch (JOSEException e) {
      throw new KeyException("HMAC secret cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The secret, filled up with zeros to 64 bytes. HMAC itself fills a key with zeros to the block
   * of its hash, which is 64 or 128 bytes (RFC 2104, section 2), so the codes stay the same; only
   * the library's check of the minimal length is satisfied: it asks for 64 bytes where HS512 may be
   * used, and a previous secret may be shorter than what is asked for today.
   */
  static byte[] paddedSecret(byte[] secret) throws KeyException {
    if (secret.length == 0) {
      throw new KeyException("HMAC secret is empty");
    }
    if (new String(secret, StandardCharsets.US_ASCII).startsWith("-----BEGIN")) {
      throw new KeyException(
          "HMAC secret is a PEM file; a public key belongs into the public key files, where it"
              + " verifies RS and ES tokens");
    }
    return secret.length >= MIN_MAC_BYTES ? secret : Arrays.copyOf(secret, MIN_MAC_BYTES);
  }

  /**
   * A public key of an application.
   *
   * @throws KeyException if it is neither RSA of at least 2048 bits nor EC on a curve of JOSE
   */
  static VerificationKey of(PublicKey key, @Nullable String keyId, @Nullable JWSAlgorithm algorithm)
      throws KeyException {
    return switch (key) {
      case RSAPublicKey rsa -> {
        if (rsa.getModulus().bitLength() < MIN_RSA_BITS) {
          throw new KeyException(
              "RSA key has "
                  + rsa.getModulus().bitLength()
                  + " bits; at least "
                  + MIN_RSA_BITS
                  + " are needed");
        }
        yield new VerificationKey(KeyFamily.RSA, keyId, algorithm, new RSASSAVerifier(rsa));
      }
      case ECPublicKey ec -> {
        try {
          ECDSAVerifier verifier = new ECDSAVerifier(ec);
          JWSAlgorithm only = verifier.supportedJWSAlgorithms().iterator().next();
          if (KeyFamily.of(only) != KeyFamily.EC) {
            throw new KeyException("EC key is on none of P-256, P-384, P-521");
          }
          yield new VerificationKey(KeyFamily.EC, keyId, only, verifier);
        } catch (JOSEException e) {
          throw new KeyException("EC key is on none of P-256, P-384, P-521", e);
        }
      }
      default ->
          throw new KeyException(
              "key is of type " + key.getAlgorithm() + "; RSA and EC keys are supported");
    };
  }

  /**
   * A key of a JWK set.
   *
   * @return null if the key is for something else: encryption, another family or algorithm. A
   *     symmetric key is never taken, for a set is public
   * @throws KeyException if the key is for signatures but cannot be used
   */
  static @Nullable VerificationKey of(JWK jwk) throws KeyException {
    if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return null;
    }
    JWSAlgorithm algorithm =
        jwk.getAlgorithm() == null ? null : JWSAlgorithm.parse(jwk.getAlgorithm().getName());
    KeyFamily declared = algorithm == null ? null : KeyFamily.of(algorithm);
    if (algorithm != null && declared == null) {
      return null;
    }
    VerificationKey key;
    try {
      key =
          switch (jwk) {
            case RSAKey rsa -> of(rsa.toRSAPublicKey(), jwk.getKeyID(), algorithm);
            case ECKey ec -> of(ec.toECPublicKey(), jwk.getKeyID(), algorithm);
            default -> null;
          };
    } catch (JOSEException e) {
      throw new KeyException("JWK cannot be used: " + e.getMessage(), e);
    }
    return key == null || (declared != null && declared != key.family()) ? null : key;
  }

  /** Whether this key may be asked about the token at all. */
  boolean mayVerify(CompactToken token) {
    return family == token.family()
        && (algorithm == null || algorithm.equals(token.algorithm()))
        && (keyId == null || token.keyId() == null || keyId.equals(token.keyId()));
  }

  /** Whether it signed the token. */
  boolean verifies(CompactToken token) {
    try {
      return verifier.verify(token.header(), token.signed(), token.signature());
    } catch (JOSEException e) {
      return false; // the algorithm does not fit the key: as good as a wrong signature
    }
  }
}
