package dev.realtime.server.auth;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription token says. Whether channel, user and client are those of the request is for
 * the caller to check.
 *
 * @param user id of the user the token was made for; empty for an anonymous one
 * @param channel the one channel it opens; never empty
 * @param client id of the only connection that may use it; absent when any of the user's may
 * @param expireAt when the subscription has to be refreshed, seconds since the Unix epoch; 0 for
 *     never
 * @param issuedAt claim {@code iat}, seconds since the Unix epoch; 0 if absent
 * @param id claim {@code jti}; empty if absent
 * @param options information about the client in this channel, and overrides of its options
 */
public record SubscriptionClaims(
    String user,
    String channel,
    @Nullable String client,
    long expireAt,
    long issuedAt,
    String id,
    SubscribeOptions options) {}
