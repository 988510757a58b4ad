package dev.realtime.server.session;

import dev.realtime.server.auth.SubscribeOptions;

/**
 * That a client may subscribe, and on what terms.
 *
 * @param options from the token, the backend or the API
 * @param expireAt when it has to be renewed, seconds since the Unix epoch; 0 for never
 * @param byProxy whether the backend granted it, and is asked to renew it
 */
record Grant(SubscribeOptions options, long expireAt, boolean byProxy) {
  /** For ever, on the channel's own terms. */
  static final Grant PLAIN = new Grant(SubscribeOptions.NONE, 0, false);
}
