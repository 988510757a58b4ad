package dev.realtime.server.auth;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims as {@link ClaimsReader} finds them, in one bag for both kinds of token. */
final class RawClaims {
  /** Claim is not there. */
  static final long ABSENT = -1;

  /** The end of the year 9999. */
  static final long MAX_SECONDS = 253_402_300_799L;

  @Nullable String user;
  long expiresAt = ABSENT;
  long notBefore = ABSENT;
  long issuedAt = ABSENT;
  long expireAt = ABSENT;
  String id = "";
  String issuer = "";
  List<String> audience = List.of();
  byte @Nullable [] info;
  byte @Nullable [] base64Info;
  byte @Nullable [] meta;
  List<String> channels = List.of();
  Map<String, SubscribeOptions> subscriptions = Map.of();
  String channel = "";
  @Nullable String client;
  ChannelOverrides overrides = ChannelOverrides.NONE;

  ConnectionClaims connection() {
    return new ConnectionClaims(
        userOrAnonymous(),
        expiry(),
        Math.max(0, issuedAt),
        id,
        anyInfo(),
        meta,
        List.copyOf(channels),
        Map.copyOf(subscriptions));
  }

  SubscriptionClaims subscription() {
    return new SubscriptionClaims(
        userOrAnonymous(),
        channel,
        client == null || client.isEmpty() ? null : client,
        expiry(),
        Math.max(0, issuedAt),
        id,
        new SubscribeOptions(anyInfo(), null, overrides));
  }

  private String userOrAnonymous() {
    return user == null ? "" : user;
  }

  private byte @Nullable [] anyInfo() {
    return base64Info != null ? base64Info : info;
  }

  /** {@code expire_at} parts the life of what the token opened from the token's own. */
  private long expiry() {
    return expireAt != ABSENT ? expireAt : Math.max(0, expiresAt);
  }
}
