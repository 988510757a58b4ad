package dev.realtime.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.realtime.server.json.JsonWriter;
import java.nio.file.Path;
import java.util.List;

/** Makes tokens by a shared secret: for trying things out; applications make their own. */
public final class TokenSigner {
  private final JWSAlgorithm algorithm;
  private final MACSigner signer;

  private TokenSigner(JWSAlgorithm algorithm, MACSigner signer) {
    this.algorithm = algorithm;
    this.signer = signer;
  }

  /**
   * Signs with the secret in a file.
   *
   * @param algorithm {@code HS256}, {@code HS384} or {@code HS512}
   * @throws KeyException if the file cannot be used or its secret is short, or the algorithm is
   *     another
   */
  public static TokenSigner withSecretFile(Path file, String algorithm) throws KeyException {
    JWSAlgorithm parsed = JWSAlgorithm.parse(algorithm);
    if (KeyFamily.of(parsed) != KeyFamily.HMAC) {
      throw new KeyException(algorithm + " is none of HS256, HS384, HS512");
    }
    try {
      return new TokenSigner(
          parsed, new MACSigner(VerificationKey.paddedSecret(SecretFile.readHmacSecret(file))));
    } catch (JOSEException e) {
      throw new KeyException("secret cannot sign: " + e.getMessage(), e);
    }
  }

  /**
   * What a token says.
   *
   * @param user empty for an anonymous one
   * @param channel makes it a subscription token; empty for a connection token
   * @param expiresAt seconds since the Unix epoch; 0 for never
   * @param channels server-side subscriptions
   * @param audience empty for none
   * @param issuer empty for none
   */
  public record Claims(
      String user,
      String channel,
      long issuedAt,
      long expiresAt,
      List<String> channels,
      String audience,
      String issuer) {}

  /** Makes a token in compact form. */
  public String sign(Claims claims) {
    byte[] payload =
        JsonWriter.object(
            json -> {
              json.text("sub", claims.user())
                  .textUnlessEmpty("channel", claims.channel())
                  .number("iat", claims.issuedAt())
                  .numberUnlessZero("exp", claims.expiresAt())
                  .textUnlessEmpty("aud", claims.audience())
                  .textUnlessEmpty("iss", claims.issuer());
              if (!claims.channels().isEmpty()) {
                json.texts("channels", claims.channels());
              }
            });
    JWSObject token = new JWSObject(new JWSHeader(algorithm), new Payload(payload));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("an HMAC secret of 64 bytes signs everything", e);
    }
    return token.serialize();
  }
}
