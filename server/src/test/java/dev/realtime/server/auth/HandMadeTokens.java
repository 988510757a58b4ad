package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens and keys written by hand on the JDK, so that no library tests itself. */
public final class HandMadeTokens {
  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private HandMadeTokens() {}

  static String hmac(String algorithm, byte[] secret, String claims) {
    return hmacWithHeader("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}", secret, claims);
  }

  /** Signs with the hash named in the header, whatever else the header says. */
  static String hmacWithHeader(String header, byte[] secret, String claims) {
    try {
      String bits = header.replaceAll(".*\"alg\":\"..(...)\".*", "$1");
      Mac mac = Mac.getInstance("HmacSHA" + bits);
      mac.init(new SecretKeySpec(secret, "any"));
      String signed = encode(header) + "." + encode(claims);
      return signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String signed(String algorithm, String keyId, PrivateKey key, String claims) {
    String kid = keyId.isEmpty() ? "" : ",\"kid\":\"" + keyId + "\"";
    return signedWithHeader("{\"alg\":\"" + algorithm + "\"" + kid + "}", algorithm, key, claims);
  }

  static String signedWithHeader(String header, String algorithm, PrivateKey key, String claims) {
    String bits = algorithm.substring(2);
    String name =
        algorithm.startsWith("RS")
            ? "SHA" + bits + "withRSA"
            : "SHA" + bits + "withECDSAinP1363Format";
    try {
      Signature signature = Signature.getInstance(name);
      signature.initSign(key);
      String signed = encode(header) + "." + encode(claims);
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The RSA keys of this owner, 2048 bits long and the same in the whole process: to make them
   * takes longer than most tests.
   */
  public static KeyPair rsaOf(String owner) {
    return PAIRS.computeIfAbsent(owner, _ -> rsa(2048));
  }

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  public static String jwks(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  /** A JWK with further members, as in {@code "use":"sig"}; none if empty. */
  public static String jwk(String keyId, PublicKey key, String members) {
    String more = members.isEmpty() ? "" : "," + members;
    return switch (key) {
      case RSAPublicKey rsa ->
          "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"%s}"
              .formatted(
                  keyId,
                  encode(unsigned(rsa.getModulus().toByteArray(), 0)),
                  encode(unsigned(rsa.getPublicExponent().toByteArray(), 0)),
                  more);
      case ECPublicKey ec -> {
        int size = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        yield "{\"kty\":\"EC\",\"kid\":\"%s\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\"%s}"
            .formatted(
                keyId,
                ec.getParams().getCurve().getField().getFieldSize(),
                encode(unsigned(ec.getW().getAffineX().toByteArray(), size)),
                encode(unsigned(ec.getW().getAffineY().toByteArray(), size)),
                more);
      }
      default -> throw new AssertionError(key.getAlgorithm());
    };
  }

  static String encode(String text) {
    return encode(text.getBytes(UTF_8));
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] unsigned(byte[] number, int size) {
    int zeros = 0;
    while (zeros < number.length - 1 && number[zeros] == 0) {
      zeros++;
    }
    byte[] bare = Arrays.copyOfRange(number, zeros, number.length);
    if (bare.length >= size) {
      return bare;
    }
    byte[] padded = new byte[size];
    System.arraycopy(bare, 0, padded, size - bare.length, bare.length);
    return padded;
  }
}
