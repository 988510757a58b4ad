package dev.realtime.server.auth;

import org.jspecify.annotations.Nullable;

/**
 * What an application may say about one client's subscription: in a token, in a proxy's answer or
 * through the server API.
 *
 * @param info shown to others in this channel beside the connection's own information
 * @param data handed to the subscribing client
 * @param overrides channel options that differ for this client
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as they are, compared by nobody
public record SubscribeOptions(
    byte @Nullable [] info, byte @Nullable [] data, ChannelOverrides overrides) {

  /** Nothing said. */
  public static final SubscribeOptions NONE =
      new SubscribeOptions(null, null, ChannelOverrides.NONE);
}
