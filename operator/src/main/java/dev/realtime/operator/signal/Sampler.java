package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;

/**
 * Reads signals of one service from one source.
 *
 * <p>{@link #read} may block, up to about {@link #timeout}; unless it is {@link #immediate}, it is
 * called on a virtual thread of its own, never twice at a time. It says what it cannot measure as
 * unknown. If it throws all the same, the readings before simply grow stale.
 */
public interface Sampler {
  /** A reading of the API server gets so much time, however often it is taken. */
  Duration AT_LEAST = Duration.ofSeconds(5);

  /** Longest time between two readings of what is watched anyway. */
  Duration OF_WATCHED = Duration.ofSeconds(5);

  /**
   * Time between two readings of what is watched: it costs no request, so it is read often even
   * where metrics are read seldom. A reading from before a new service's first pods would otherwise
   * be taken for the truth until it is down.
   */
  static Duration ofWatched(Duration interval) {
    return interval.compareTo(OF_WATCHED) > 0 ? OF_WATCHED : interval;
  }

  /** Short name, for logs and metrics. */
  String name();

  /** Time between two readings. */
  Duration interval();

  /** Time after which a reading is given up and interrupted. */
  Duration timeout();

  /**
   * Whether the next reading only looks at what is in memory already. It then neither waits nor
   * hangs, and is taken by the thread that asks for it, which has all services to see to.
   */
  default boolean immediate() {
    return false;
  }

  /** One reading. */
  Batch read(Instant now) throws InterruptedException;
}
