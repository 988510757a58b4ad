package dev.realtime.bench.wire;

/**
 * One channel that a client asks for.
 *
 * @param channel its name
 * @param recover whether to ask for what was published after {@code offset}
 * @param epoch of the stream, as first answered; empty if unknown
 * @param offset of the last publication received
 */
public record Subscription(String channel, boolean recover, String epoch, long offset) {
  /** A subscription from now on. */
  public static Subscription fresh(String channel) {
    return new Subscription(channel, false, "", 0);
  }
}
