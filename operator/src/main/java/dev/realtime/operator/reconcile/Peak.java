package dev.realtime.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The highest of a figure in the last five to ten minutes, rounded up to 1, 2, 5, 10, 20, 50 and so
 * on: it rises at once, falls late, and moves seldom. Used by one thread.
 */
final class Peak {
  static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int HIGHEST = 1_000_000_000;

  private final int least;
  private @Nullable Instant began;
  private int before;
  private int now;

  /**
   * @param least what stands for all that is less
   * @param written as it was shown last, which counts as read in the window before; null: never
   */
  Peak(int least, @Nullable Integer written) {
    this.least = least;
    this.before = written == null ? 0 : written;
  }

  /** Takes in a figure, which is not negative, and says what is to be shown. */
  int of(double figure, Instant at) {
    Instant from = began;
    if (from == null) {
      began = at;
    } else if (!from.plus(WINDOW).isAfter(at)) {
      before = from.plus(WINDOW.multipliedBy(2)).isAfter(at) ? now : 0;
      now = 0;
      began = at;
    }
    now = Math.max(now, rounded(figure));
    return Math.max(before, now);
  }

  private int rounded(double figure) {
    if (figure <= least) {
      return least;
    }
    for (int decade = 1; decade < HIGHEST; decade *= 10) {
      for (int step : new int[] {1, 2, 5}) {
        if (figure <= (double) decade * step) {
          return Math.max(least, decade * step);
        }
      }
    }
    return HIGHEST;
  }
}
