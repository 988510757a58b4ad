package dev.realtime.operator.signal;

import java.time.Duration;

/**
 * What is kept of a series.
 *
 * @param horizon how far back; at least twice the longest window asked of it
 * @param dense how far back every reading is kept; of what is older one in {@link #THINNED}, which
 *     is enough for a chart and for counters, and not for the windows of detection
 */
record Retention(Duration horizon, Duration dense) {
  /** Time between two readings that are kept of what is older. */
  static final Duration THINNED = Duration.ofSeconds(30);

  /** Readings that are kept at most. */
  static final int CAPACITY = 2048;
}
