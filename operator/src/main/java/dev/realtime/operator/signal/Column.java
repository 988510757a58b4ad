package dev.realtime.operator.signal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The readings of one signal and one instance, in two arrays: a service has some dozens of columns
 * with hundreds of readings each, and an operator a thousand services. A reading that equals the
 * one before shares its object, and times are numbers: an object for each would take three times as
 * much. Not safe for use by many threads.
 */
final class Column {
  private static final int FIRST_SIZE = 16;

  private static final long NANOS_IN_SECOND = 1_000_000_000;
  private static final Instant FIRST = instant(Long.MIN_VALUE + NANOS_IN_SECOND);
  private static final Instant LAST = instant(Long.MAX_VALUE - NANOS_IN_SECOND);

  /** No reading comes so late: the clock was set back, and what is there is of a time to come. */
  private static final long SET_BACK = 60 * NANOS_IN_SECOND;

  /** Readings between two looks for what may go. */
  private static final int TIDY_EVERY = 32;

  /** Nanoseconds since 1970; until the year 2262 they are exact. */
  private long[] times = new long[FIRST_SIZE];

  private Reading[] readings = new Reading[FIRST_SIZE];
  private int size;
  private int untidied;

  /**
   * Adds a reading; one older than the newest is dropped, it came too late to be of use. One that
   * is much older begins anew.
   *
   * @return whether it says something else than the one before
   */
  boolean add(Instant at, Reading reading, Retention retention) {
    long time = nanos(at);
    if (size > 0 && time < times[size - 1]) {
      if (times[size - 1] - time < SET_BACK) {
        return false;
      }
      Arrays.fill(readings, 0, size, null);
      size = 0;
    }
    if (++untidied >= TIDY_EVERY) {
      tidy(at, retention);
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, size + size / 2);
      readings = Arrays.copyOf(readings, size + size / 2);
    }
    boolean same = size > 0 && readings[size - 1].equals(reading);
    times[size] = time;
    readings[size] = same ? readings[size - 1] : reading;
    size++;
    return !same;
  }

  /** Keeps what is to be kept at a moment. */
  void tidy(Instant now, Retention retention) {
    untidied = 0;
    long oldest = nanos(now.minus(retention.horizon()));
    long dense = nanos(now.minus(retention.dense()));
    long thinned = Retention.THINNED.toNanos();
    int first = Math.max(0, size - Retention.CAPACITY + TIDY_EVERY);
    int kept = 0;
    for (int i = first; i < size; i++) {
      boolean keep =
          times[i] >= oldest
              && (times[i] >= dense || kept == 0 || times[i] - times[kept - 1] >= thinned);
      if (keep) {
        times[kept] = times[i];
        readings[kept] = readings[i];
        kept++;
      }
    }
    Arrays.fill(readings, kept, size, null);
    size = kept;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the newest reading was taken; there must be one. */
  Instant newest() {
    return instant(times[size - 1]);
  }

  /**
   * The samples from one moment to another, both included, oldest first.
   *
   * @param before whether the last one before the first moment is wanted too
   */
  List<Sample> samples(Signal signal, String instance, Instant from, Instant to, boolean before) {
    long earliest = nanos(from);
    long latest = nanos(to);
    int end = size;
    while (end > 0 && times[end - 1] > latest) {
      end--;
    }
    int first = end;
    while (first > 0 && times[first - 1] >= earliest) {
      first--;
    }
    if (before && first > 0) {
      first--;
    }
    var samples = new ArrayList<Sample>(end - first);
    for (int i = first; i < end; i++) {
      samples.add(new Sample(signal, instance, readings[i], instant(times[i])));
    }
    return samples;
  }

  /** The nearest number: the ends of all time are asked for, too. */
  private static long nanos(Instant time) {
    if (time.isAfter(LAST)) {
      return Long.MAX_VALUE;
    }
    return time.isBefore(FIRST)
        ? Long.MIN_VALUE
        : time.getEpochSecond() * NANOS_IN_SECOND + time.getNano();
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
