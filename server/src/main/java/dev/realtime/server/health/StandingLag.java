package dev.realtime.server.health;

import java.time.Duration;

/**
 * The least lag of one event loop within the last second or two. A burst of work, or a pause of the
 * garbage collector, makes a loop late once, and is over before anybody has to be turned away; a
 * loop with more work than it can do is late at every look. Written by the loop, read by all.
 */
final class StandingLag {
  /** Time over which the least is taken. */
  static final Duration WINDOW = Duration.ofSeconds(1);

  private volatile long begun;
  private volatile long before;
  private volatile long now = Long.MAX_VALUE;

  StandingLag(long nanoTime) {
    begun = nanoTime;
  }

  /** The loop has beaten, so much later than planned. */
  void beat(long nanoTime, long lagNanos) {
    if (nanoTime - begun >= WINDOW.toNanos()) {
      // More than a whole window without a beat is one in which the loop stood still.
      before = now == Long.MAX_VALUE ? lagNanos : now;
      now = lagNanos;
      begun = nanoTime;
    } else {
      now = Math.min(now, lagNanos);
    }
  }

  /**
   * The lag that does not go.
   *
   * @param overdueNanos how long the loop's next beat has been due
   */
  long nanos(long overdueNanos) {
    long least = Math.min(before, now);
    return overdueNanos > WINDOW.toNanos() ? Math.max(least, overdueNanos) : least;
  }
}
