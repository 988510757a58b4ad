package dev.realtime.operator.console;

import dev.realtime.operator.signal.Histogram;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the charts. Time is cut into equal steps; what was read within a step is its value,
 * and a step in which nothing could be measured has none: the line has a gap there, and is not
 * zero.
 */
final class Charts {
  /** Points of a line, whatever time it spans, unless readings are too rare for so many. */
  static final int POINTS = 90;

  /**
   * Readings that fall in a step at least. With one, each that comes a moment late would leave its
   * step empty.
   */
  private static final int READINGS = 2;

  /**
   * One line.
   *
   * @param name what it shows
   * @param points a value for each step, oldest first; null where nothing was measured
   */
  record Line(String name, List<@Nullable Double> points) {}

  /**
   * The charts of a service, over the same steps.
   *
   * @param from beginning of the first step
   * @param stepMillis length of each
   */
  record Set(
      Instant from,
      long stepMillis,
      List<Line> connections,
      List<Line> latency,
      List<Line> errors) {}

  private final Observations seen;
  private final Instant from;
  private final Duration step;
  private final int points;

  private Charts(Observations seen, Duration span, int most, Duration interval) {
    this.seen = seen;
    long millis = Math.max(span.toMillis() / most, interval.multipliedBy(READINGS).toMillis());
    this.step = Duration.ofMillis(millis);
    this.points = Math.toIntExact(Math.ceilDiv(span.toMillis(), millis));
    // Whole steps since the epoch: a line moves by a step now and then, and does not tremble.
    long end = (seen.at().toEpochMilli() / step.toMillis() + 1) * step.toMillis();
    this.from = Instant.ofEpochMilli(end - points * step.toMillis());
  }

  /**
   * All charts of the time before now.
   *
   * @param interval between two readings
   */
  static Set of(Observations seen, Duration span, Duration interval) {
    var charts = new Charts(seen, span, POINTS, interval);
    return new Set(
        charts.from,
        charts.step.toMillis(),
        List.of(
            new Line("connections", charts.sums(Signal.CONNECTIONS)),
            new Line("limit", charts.sums(Signal.CONNECTIONS_LIMIT))),
        charts.latency(),
        charts.errors());
  }

  /** Connections alone, in so many points at most. */
  static List<@Nullable Double> spark(
      Observations seen, Duration span, int most, Duration interval) {
    return new Charts(seen, span, most, interval).sums(Signal.CONNECTIONS);
  }

  /** A gauge, summed over the instances that reported in a step. */
  private List<@Nullable Double> sums(Signal signal) {
    var sums = new Double[points];
    for (String instance : seen.series().instances(signal)) {
      var last = new Double[points];
      for (Sample sample : seen.series().of(signal, instance, from)) {
        int at = index(sample);
        if (at >= 0 && sample.reading() instanceof Reading.Value(double number)) {
          last[at] = number;
        }
      }
      for (int i = 0; i < points; i++) {
        if (last[i] != null) {
          sums[i] = (sums[i] == null ? 0 : sums[i]) + last[i];
        }
      }
    }
    return nullable(sums);
  }

  /** How much a counter grew in each step, summed over instances. */
  private @Nullable Double[] increases(Signal signal) {
    var sums = new Double[points];
    for (String instance : seen.series().instances(signal)) {
      Double before = null;
      for (Sample sample : seen.series().of(signal, instance, from.minus(step))) {
        if (!(sample.reading() instanceof Reading.Value(double number))) {
          continue;
        }
        int at = index(sample);
        if (before != null && at >= 0) {
          double grown = number >= before ? number - before : number;
          sums[at] = (sums[at] == null ? 0 : sums[at]) + grown;
        }
        before = number;
      }
    }
    return sums;
  }

  private List<Line> errors() {
    @Nullable Double[] all = increases(Signal.REQUESTS);
    @Nullable Double[] failed = increases(Signal.REQUESTS_FAILED);
    var percent = new Double[points];
    var rate = new Double[points];
    double seconds = step.toMillis() / 1000.0;
    for (int i = 0; i < points; i++) {
      Double requests = all[i];
      if (requests != null) {
        Double bad = failed[i];
        percent[i] = requests == 0 ? 0 : 100 * (bad == null ? 0 : bad) / requests;
        rate[i] = requests / seconds;
      }
    }
    return List.of(new Line("failed %", nullable(percent)), new Line("requests/s", nullable(rate)));
  }

  private List<Line> latency() {
    var histograms = new Histogram[points];
    for (String instance : seen.series().instances(Signal.COMMAND_SECONDS)) {
      Histogram before = null;
      for (Sample sample : seen.series().of(Signal.COMMAND_SECONDS, instance, from.minus(step))) {
        if (!(sample.reading() instanceof Reading.Distribution(Histogram histogram))) {
          continue;
        }
        int at = index(sample);
        if (before != null && at >= 0) {
          Histogram grown = histogram.since(before);
          Histogram there = histograms[at];
          histograms[at] =
              there == null || !there.bounds().equals(grown.bounds()) ? grown : there.plus(grown);
        }
        before = histogram;
      }
    }
    return List.of(
        quantile(histograms, 0.50), quantile(histograms, 0.95), quantile(histograms, 0.99));
  }

  private static Line quantile(@Nullable Histogram[] histograms, double q) {
    @Nullable Double[] values = new @Nullable Double[histograms.length];
    for (int i = 0; i < values.length; i++) {
      Histogram histogram = histograms[i];
      OptionalDouble seconds = histogram == null ? OptionalDouble.empty() : histogram.quantile(q);
      values[i] = seconds.isPresent() ? seconds.getAsDouble() * 1000 : null;
    }
    return new Line("P" + Math.round(q * 100), nullable(values));
  }

  private int index(Sample sample) {
    long millis = sample.at().toEpochMilli() - from.toEpochMilli();
    long at = Math.floorDiv(millis, step.toMillis());
    return at < 0 || at >= points ? -1 : (int) at;
  }

  private static List<@Nullable Double> nullable(@Nullable Double[] values) {
    return new ArrayList<@Nullable Double>(Arrays.asList(values));
  }
}
