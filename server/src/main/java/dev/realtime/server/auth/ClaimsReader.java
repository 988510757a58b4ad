package dev.realtime.server.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of a token in one pass, keeping embedded JSON as the very bytes the application
 * wrote.
 *
 * <p>Strict: a claim of the wrong type, or given twice, spoils the token. Claims that are not ours
 * are passed over.
 */
final class ClaimsReader {
  /**
   * More server-side subscriptions than a client may have are refused later; this bounds memory.
   */
  private static final int MAX_CHANNELS = 10_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNameLength(1024)
                  .maxNumberLength(64)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final byte[] payload;
  private final String userIdClaim;

  ClaimsReader(byte[] payload, String userIdClaim) {
    this.payload = payload;
    this.userIdClaim = userIdClaim;
  }

  /** Claims that cannot be taken; the message names the claim and says why, without its value. */
  static final class ClaimException extends Exception {
    ClaimException(String message) {
      super(message);
    }
  }

  RawClaims read() throws ClaimException {
    try (JsonParser parser = JSON.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ClaimException("payload is not a JSON object");
      }
      RawClaims claims = new RawClaims();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        claim(parser, name, claims);
      }
      if (parser.nextToken() != null) {
        throw new ClaimException("payload goes on after its JSON object");
      }
      return claims;
    } catch (JsonProcessingException e) {
      // The original message quotes the payload: only the place is told, where it is known.
      throw new ClaimException(
          "payload is not strict JSON"
              + (e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // reads from memory
    }
  }

  private void claim(JsonParser parser, String name, RawClaims claims)
      throws IOException, ClaimException {
    if (name.equals(userIdClaim)) {
      claims.user = string(parser, name);
      return;
    }
    switch (name) {
      case "exp" -> claims.expiresAt = seconds(parser, name);
      case "nbf" -> claims.notBefore = seconds(parser, name);
      case "iat" -> claims.issuedAt = seconds(parser, name);
      case "expire_at" -> claims.expireAt = seconds(parser, name);
      case "jti" -> claims.id = string(parser, name);
      case "iss" -> claims.issuer = string(parser, name);
      case "aud" -> claims.audience = stringOrStrings(parser, name);
      case "info" -> claims.info = raw(parser);
      case "b64info" -> claims.base64Info = base64(parser, name);
      case "meta" -> claims.meta = object(parser, name);
      case "channels" -> claims.channels = strings(parser, name);
      case "subs" -> claims.subscriptions = subscriptions(parser);
      case "channel" -> claims.channel = string(parser, name);
      case "client" -> claims.client = string(parser, name);
      case "override" -> claims.overrides = overrides(parser);
      default -> parser.skipChildren();
    }
  }

  private Map<String, SubscribeOptions> subscriptions(JsonParser parser)
      throws IOException, ClaimException {
    Map<String, SubscribeOptions> subscriptions = new TreeMap<>();
    if (!beginObject(parser, "subs")) {
      return subscriptions;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (subscriptions.size() == MAX_CHANNELS) {
        throw new ClaimException("claim subs has more than " + MAX_CHANNELS + " channels");
      }
      String channel = parser.currentName();
      parser.nextToken();
      subscriptions.put(channel, subscribeOptions(parser));
    }
    return subscriptions;
  }

  private SubscribeOptions subscribeOptions(JsonParser parser) throws IOException, ClaimException {
    byte[] info = null;
    byte[] data = null;
    byte[] base64Info = null;
    byte[] base64Data = null;
    ChannelOverrides overrides = ChannelOverrides.NONE;
    if (!beginObject(parser, "subs")) {
      return SubscribeOptions.NONE;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "info" -> info = raw(parser);
        case "data" -> data = raw(parser);
        case "b64info" -> base64Info = base64(parser, "subs.b64info");
        case "b64data" -> base64Data = base64(parser, "subs.b64data");
        case "override" -> overrides = overrides(parser);
        default -> parser.skipChildren();
      }
    }
    return new SubscribeOptions(
        base64Info != null ? base64Info : info, base64Data != null ? base64Data : data, overrides);
  }

  private static ChannelOverrides overrides(JsonParser parser) throws IOException, ClaimException {
    Boolean presence = null;
    Boolean joinLeave = null;
    Boolean forceRecovery = null;
    Boolean forcePositioning = null;
    Boolean forcePushJoinLeave = null;
    if (!beginObject(parser, "override")) {
      return ChannelOverrides.NONE;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "presence" -> presence = boolValue(parser);
        case "join_leave" -> joinLeave = boolValue(parser);
        case "force_recovery" -> forceRecovery = boolValue(parser);
        case "force_positioning" -> forcePositioning = boolValue(parser);
        case "force_push_join_leave" -> forcePushJoinLeave = boolValue(parser);
        default -> parser.skipChildren();
      }
    }
    return new ChannelOverrides(
        presence, joinLeave, forceRecovery, forcePositioning, forcePushJoinLeave);
  }

  /** Reads {@code {"value": true}}, the protocol's way to tell "false" from "not said". */
  private static @Nullable Boolean boolValue(JsonParser parser) throws IOException, ClaimException {
    if (!beginObject(parser, "override")) {
      return null;
    }
    boolean value = false; // the default of the protocol's BoolValue
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (!name.equals("value")) {
        parser.skipChildren();
      } else if (token.isBoolean()) {
        value = parser.getBooleanValue();
      } else {
        throw new ClaimException("claim override has a value that is not true or false");
      }
    }
    return value;
  }

  private static boolean beginObject(JsonParser parser, String name)
      throws IOException, ClaimException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return false;
    }
    if (!parser.hasToken(JsonToken.START_OBJECT)) {
      throw new ClaimException("claim " + name + " is not an object where one is expected");
    }
    return true;
  }

  private static String string(JsonParser parser, String name) throws IOException, ClaimException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      throw new ClaimException("claim " + name + " is not a string");
    }
    return parser.getText();
  }

  private static List<String> strings(JsonParser parser, String name)
      throws IOException, ClaimException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return List.of();
    }
    if (!parser.hasToken(JsonToken.START_ARRAY)) {
      throw new ClaimException("claim " + name + " is not an array of strings");
    }
    List<String> strings = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (strings.size() == MAX_CHANNELS) {
        throw new ClaimException("claim " + name + " has more than " + MAX_CHANNELS + " entries");
      }
      strings.add(string(parser, name));
    }
    return strings;
  }

  private static List<String> stringOrStrings(JsonParser parser, String name)
      throws IOException, ClaimException {
    return parser.hasToken(JsonToken.VALUE_STRING)
        ? List.of(parser.getText())
        : strings(parser, name);
  }

  /** A NumericDate (RFC 7519, section 2); a fraction of a second is dropped. */
  private static long seconds(JsonParser parser, String name) throws IOException, ClaimException {
    if (!parser.currentToken().isNumeric()) {
      throw new ClaimException("claim " + name + " is not a number of seconds");
    }
    double value = parser.getDoubleValue();
    if (!(value >= 0 && value <= RawClaims.MAX_SECONDS)) {
      throw new ClaimException("claim " + name + " is out of range");
    }
    return (long) value;
  }

  private static byte @Nullable [] base64(JsonParser parser, String name)
      throws IOException, ClaimException {
    String text = string(parser, name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new ClaimException("claim " + name + " is not base64");
    }
  }

  private byte @Nullable [] object(JsonParser parser, String name)
      throws IOException, ClaimException {
    if (beginObject(parser, name)) {
      return raw(parser);
    }
    return null;
  }

  /** The bytes of the current value as they stand in the payload; null for JSON null. */
  private byte @Nullable [] raw(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return null;
    }
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getByteOffset();
    return RawJson.slice(payload, start, end);
  }
}
