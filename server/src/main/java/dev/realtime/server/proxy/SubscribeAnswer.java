package dev.realtime.server.proxy;

import dev.realtime.server.auth.SubscribeOptions;

/**
 * A client may subscribe.
 *
 * @param options information, data for the client, overrides
 * @param expireAt when the subscription has to be refreshed, seconds since the Unix epoch; 0 for
 *     never
 */
public record SubscribeAnswer(SubscribeOptions options, long expireAt) implements Expiring {}
