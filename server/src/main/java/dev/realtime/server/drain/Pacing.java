package dev.realtime.server.drain;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When each of a number of clients is closed: client <i>i</i> at a random moment of slot <i>i</i>.
 *
 * @param slotNanos length of one slot
 */
public record Pacing(long slotNanos) {
  /**
   * Spreads closes evenly.
   *
   * @param clients how many, at least 0
   * @param window over which time, unless that is faster than {@code maxRate}
   * @param maxRate closes a second at most
   * @param longest never longer than this, even if it is faster than {@code maxRate}
   */
  public static Pacing over(int clients, Duration window, int maxRate, Duration longest) {
    if (clients <= 0) {
      return new Pacing(0);
    }
    long wanted = Math.max(window.toNanos() / clients, Duration.ofSeconds(1).toNanos() / maxRate);
    return new Pacing(Math.max(0, Math.min(wanted, longest.toNanos() / clients)));
  }

  /** Nanoseconds after the beginning at which client {@code index}, counted from 0, is closed. */
  public long due(int index, RandomGenerator random) {
    return slotNanos * index + (slotNanos > 0 ? random.nextLong(slotNanos) : 0);
  }
}
