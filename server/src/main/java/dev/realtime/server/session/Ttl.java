package dev.realtime.server.session;

import java.time.InstantSource;

/** Times to live, as the protocol counts them: whole seconds, at least one. */
final class Ttl {
  private Ttl() {}

  static long seconds(long expireAt, InstantSource clock) {
    return Math.max(1, expireAt - clock.instant().getEpochSecond());
  }
}
