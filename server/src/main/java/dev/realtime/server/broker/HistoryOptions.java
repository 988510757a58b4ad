package dev.realtime.server.broker;

import java.time.Duration;

/**
 * How much of a channel's stream is kept.
 *
 * @param size number of publications kept, at least 0
 * @param ttl how long they are kept after the last one
 * @param metaTtl how long offset and epoch outlive them; at least {@code ttl}
 */
public record HistoryOptions(int size, Duration ttl, Duration metaTtl) {
  /** How long offset and epoch are kept unless told otherwise. */
  public static final Duration DEFAULT_META_TTL = Duration.ofDays(30);

  /** Keeps nothing. */
  public static final HistoryOptions NONE = new HistoryOptions(0, Duration.ZERO, Duration.ZERO);

  /** Whether publications of the channel are kept and numbered. */
  public boolean enabled() {
    return size > 0 && ttl.isPositive();
  }
}
