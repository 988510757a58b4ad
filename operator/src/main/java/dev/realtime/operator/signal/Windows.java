package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sums over a window of a series. Unknown samples are skipped: a window is known as long as its
 * newest known sample is fresh, so that one failed scrape does not blind detection, and a source
 * that is gone does.
 */
public final class Windows {
  /** A source silent for longer than this many of its intervals counts as gone. */
  private static final int STALE_INTERVALS = 3;

  private Windows() {}

  /** Age above which the newest sample of a source, read every {@code interval}, is stale. */
  public static Duration staleAfter(Duration interval) {
    return interval.multipliedBy(STALE_INTERVALS);
  }

  /**
   * How much a counter grew within the window, summed over its instances. A counter that goes
   * backwards belongs to a restarted process and counts from zero. An instance seen for the first
   * time within the window is the base of what follows and adds nothing itself.
   *
   * @return empty if no instance has a fresh reading
   */
  public static OptionalDouble increase(
      Observations seen, Signal signal, Duration window, Duration staleAfter) {
    double sum = 0;
    boolean known = false;
    for (String instance : seen.series().instances(signal)) {
      List<Sample> samples = windowed(seen, signal, instance, window);
      known |= fresh(samples, seen.at(), staleAfter);
      Sample last = null;
      for (Sample sample : samples) {
        if (sample.reading() instanceof Reading.Value(double number)) {
          if (last != null
              && last.reading() instanceof Reading.Value(double before)
              && adjacent(last, sample, staleAfter)) {
            sum += number >= before ? number - before : number;
          }
          last = sample;
        }
      }
    }
    return known ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  /**
   * How much a counter grew between the two newest readings of each instance, summed, however long
   * it takes to read the next one; 0 for an instance without two fresh ones.
   */
  public static double latestIncrease(Observations seen, Signal signal, Duration staleAfter) {
    double sum = 0;
    for (String instance : seen.series().instances(signal)) {
      List<Sample> known =
          windowed(seen, signal, instance, staleAfter).stream()
              .filter(sample -> sample.reading() instanceof Reading.Value)
              .toList();
      if (known.size() > 1
          && fresh(known, seen.at(), staleAfter)
          && adjacent(known.get(known.size() - 2), known.getLast(), staleAfter)
          && known.get(known.size() - 2).reading() instanceof Reading.Value(double before)
          && known.getLast().reading() instanceof Reading.Value(double now)) {
        sum += now >= before ? now - before : now;
      }
    }
    return sum;
  }

  /** What a histogram observed within the window, over all instances; empty if none is fresh. */
  public static Optional<Histogram> distribution(
      Observations seen, Signal signal, Duration window, Duration staleAfter) {
    Histogram sum = null;
    boolean known = false;
    for (String instance : seen.series().instances(signal)) {
      List<Sample> samples = windowed(seen, signal, instance, window);
      known |= fresh(samples, seen.at(), staleAfter);
      Sample last = null;
      for (Sample sample : samples) {
        if (sample.reading() instanceof Reading.Distribution(Histogram histogram)) {
          if (last != null
              && last.reading() instanceof Reading.Distribution(Histogram before)
              && adjacent(last, sample, staleAfter)) {
            Histogram delta = histogram.since(before);
            sum = sum == null || !sum.bounds().equals(delta.bounds()) ? delta : sum.plus(delta);
          }
          last = sample;
        }
      }
    }
    return known ? Optional.ofNullable(sum) : Optional.empty();
  }

  /** The newest fresh number of each instance. */
  public static List<Double> latest(Observations seen, Signal signal, Duration staleAfter) {
    var numbers = new ArrayList<Double>();
    for (String instance : seen.series().instances(signal)) {
      latest(seen, signal, instance, staleAfter).ifPresent(numbers::add);
    }
    return numbers;
  }

  /** The newest number of one instance, if it is fresh. */
  public static OptionalDouble latest(
      Observations seen, Signal signal, String instance, Duration staleAfter) {
    List<Sample> samples = seen.series().of(signal, instance, seen.at().minus(staleAfter));
    for (int i = samples.size() - 1; i >= 0; i--) {
      if (samples.get(i).reading() instanceof Reading.Value(double number)) {
        return OptionalDouble.of(number);
      }
    }
    return OptionalDouble.empty();
  }

  /** Why the newest sample of a signal is unknown; a default if nothing was ever read. */
  public static String whyUnknown(Observations seen, Signal signal) {
    Sample newest = null;
    for (String instance : seen.series().instances(signal)) {
      List<Sample> samples = seen.series().withBase(signal, instance, seen.at());
      if (!samples.isEmpty() && (newest == null || samples.getLast().at().isAfter(newest.at()))) {
        newest = samples.getLast();
      }
    }
    if (newest == null) {
      return "nothing has been read yet";
    }
    return newest.reading() instanceof Reading.Unknown(String why)
        ? why
        : "last read " + Duration.between(newest.at(), seen.at()).toSeconds() + " s ago";
  }

  /** The samples within a window, and the newest one before it, which is what they grew from. */
  private static List<Sample> windowed(
      Observations seen, Signal signal, String instance, Duration window) {
    return seen.series().withBase(signal, instance, seen.at().minus(window));
  }

  /** What happened in a gap happened at an unknown time, and is not put down to the window. */
  private static boolean adjacent(Sample earlier, Sample later, Duration staleAfter) {
    return !later.at().isAfter(earlier.at().plus(staleAfter));
  }

  private static boolean fresh(List<Sample> samples, Instant now, Duration staleAfter) {
    Instant oldest = now.minus(staleAfter);
    for (int i = samples.size() - 1; i >= 0; i--) {
      Sample sample = samples.get(i);
      if (sample.at().isBefore(oldest)) {
        return false;
      }
      if (!(sample.reading() instanceof Reading.Unknown)) {
        return true;
      }
    }
    return false;
  }
}
