package dev.realtime.server.auth;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;

/**
 * Reads the payload of a token, keeping embedded JSON as the very bytes the application wrote.
 *
 * <p>Strict: a claim of the wrong type, or given twice, spoils the token. Claims that are not ours
 * are passed over.
 */
final class ClaimsReader {
  private ClaimsReader() {}

  /**
   * Reads all claims.
   *
   * @param userIdClaim claim that holds the user's id
   * @throws JsonShapeException naming the claim that cannot be taken and why, without its value
   */
  static RawClaims read(byte[] payload, String userIdClaim) throws JsonShapeException {
    RawClaims claims = new RawClaims();
    JsonReader.read(
        payload,
        (name, value) -> {
          if (name.equals(userIdClaim)) {
            claims.user = value.string();
          } else {
            claim(name, value, claims);
          }
        });
    return claims;
  }

  private static void claim(String name, JsonReader value, RawClaims claims)
      throws JsonShapeException {
    switch (name) {
      // NumericDate (RFC 7519, section 2) may have a fraction.
      case "exp" -> claims.expiresAt = value.seconds(RawClaims.MAX_SECONDS);
      case "nbf" -> claims.notBefore = value.seconds(RawClaims.MAX_SECONDS);
      case "iat" -> claims.issuedAt = value.seconds(RawClaims.MAX_SECONDS);
      case "expire_at" -> claims.expireAt = value.seconds(RawClaims.MAX_SECONDS);
      case "jti" -> claims.id = value.string();
      case "iss" -> claims.issuer = value.string();
      case "aud" -> claims.audience = value.stringOrStrings();
      case "info" -> claims.info = value.raw();
      case "b64info" -> claims.base64Info = value.base64();
      case "meta" -> claims.meta = value.rawObject();
      case "channels" -> claims.channels = value.strings();
      case "subs" -> claims.subscriptions = SubscribeOptionsReader.map(value);
      case "channel" -> claims.channel = value.string();
      case "client" -> claims.client = value.string();
      case "override" -> claims.overrides = SubscribeOptionsReader.overrides(value);
      default -> {}
    }
  }
}
