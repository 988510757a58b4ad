package dev.realtime.operator.signal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The readings of one signal and one instance, in two arrays: a service has some dozens of columns
 * with hundreds of readings each, and an operator a thousand services. A reading that equals the
 * one before shares its object. Not safe for use by many threads.
 */
final class Column {
  private static final int FIRST_SIZE = 16;

  /** Readings between two looks for what may go. */
  private static final int TIDY_EVERY = 32;

  private Instant[] times = new Instant[FIRST_SIZE];
  private Reading[] readings = new Reading[FIRST_SIZE];
  private int size;
  private int untidied;

  /**
   * Adds a reading; one older than the newest is dropped, it came too late to be of use.
   *
   * @return whether it says something else than the one before
   */
  boolean add(Instant at, Reading reading, Retention retention) {
    if (size > 0 && at.isBefore(times[size - 1])) {
      return false;
    }
    if (++untidied >= TIDY_EVERY) {
      tidy(at, retention);
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, size + size / 2);
      readings = Arrays.copyOf(readings, size + size / 2);
    }
    boolean same = size > 0 && readings[size - 1].equals(reading);
    times[size] = at;
    readings[size] = same ? readings[size - 1] : reading;
    size++;
    return !same;
  }

  /** Keeps what is to be kept at a moment. */
  void tidy(Instant now, Retention retention) {
    untidied = 0;
    Instant oldest = now.minus(retention.horizon());
    Instant dense = now.minus(retention.dense());
    int first = Math.max(0, size - Retention.CAPACITY + TIDY_EVERY);
    int kept = 0;
    for (int i = first; i < size; i++) {
      boolean keep =
          !times[i].isBefore(oldest)
              && (!times[i].isBefore(dense)
                  || kept == 0
                  || !times[i].isBefore(times[kept - 1].plus(Retention.THINNED)));
      if (keep) {
        times[kept] = times[i];
        readings[kept] = readings[i];
        kept++;
      }
    }
    Arrays.fill(times, kept, size, null);
    Arrays.fill(readings, kept, size, null);
    size = kept;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the newest reading was taken; there must be one. */
  Instant newest() {
    return times[size - 1];
  }

  /**
   * The samples from one moment to another, both included, oldest first.
   *
   * @param before whether the last one before the first moment is wanted too
   */
  List<Sample> samples(Signal signal, String instance, Instant from, Instant to, boolean before) {
    int end = size;
    while (end > 0 && times[end - 1].isAfter(to)) {
      end--;
    }
    int first = end;
    while (first > 0 && !times[first - 1].isBefore(from)) {
      first--;
    }
    if (before && first > 0) {
      first--;
    }
    var samples = new ArrayList<Sample>(end - first);
    for (int i = first; i < end; i++) {
      samples.add(new Sample(signal, instance, readings[i], times[i]));
    }
    return samples;
  }
}
