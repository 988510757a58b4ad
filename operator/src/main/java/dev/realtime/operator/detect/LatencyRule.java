package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.LatencyThreshold;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Histogram;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The 95th percentile of latency: of the servers' own command times, and of the synthetic client's
 * way through the Service and back, which also sees what happens before the server's clock starts.
 * The worse of the two counts; each only if it has enough samples.
 */
final class LatencyRule implements SymptomRule {
  private static final double QUANTILE = 0.95;

  /** The synthetic client probes every 5 s: a dozen probes a minute are all there can be. */
  private static final int MIN_PROBES = 8;

  /** As many of the newest probes must all be slow. One slow probe in a minute is its P95. */
  private static final int RECENT_PROBES = 3;

  /**
   * One percentile.
   *
   * @param over whether the newest samples are fast again, and the slow ones a burst that has
   *     passed
   */
  private record Percentile(String of, double millis, double samples, boolean over) {}

  @Override
  public Symptom symptom() {
    return Symptom.HIGH_LATENCY;
  }

  @Override
  public Duration hold(DetectionSettings settings) {
    return Duration.ofSeconds(settings.thresholds().latency().holdSeconds());
  }

  @Override
  public Measurement measure(Observations seen, DetectionSettings settings) {
    LatencyThreshold threshold = settings.thresholds().latency();
    Duration window = settings.window(hold(settings));
    var percentiles = new ArrayList<Percentile>();
    Optional<Histogram> commands =
        Windows.distribution(seen, Signal.COMMAND_SECONDS, window, settings.metricsStale());
    commands
        .flatMap(histogram -> ofCommands(histogram, seen, settings, threshold))
        .ifPresent(percentiles::add);
    synthetic(seen, settings, window).ifPresent(percentiles::add);
    if (percentiles.isEmpty()) {
      return commands.isPresent()
          ? new Measurement.Good("too few commands to judge latency by")
          : new Measurement.Unknown(
              "latency cannot be measured: " + Windows.whyUnknown(seen, Signal.COMMAND_SECONDS));
    }
    Percentile worst = Collections.max(percentiles, WORST);
    String figures =
        String.format(
            Locale.ROOT,
            "P95 of %.0f %s is %.0f ms in %d s (limit %d ms)",
            worst.samples,
            worst.of,
            worst.millis,
            window.toSeconds(),
            threshold.p95Millis());
    if (worst.millis > threshold.p95Millis()) {
      return worst.over
          ? new Measurement.Between(figures + ", but no more in the last readings")
          : new Measurement.Bad(figures, true);
    }
    return worst.millis > threshold.recoverMillis()
        ? new Measurement.Between(figures)
        : new Measurement.Good(figures);
  }

  private static final Comparator<Percentile> WORST =
      Comparator.comparing((Percentile percentile) -> !percentile.over)
          .thenComparingDouble(Percentile::millis);

  private static Optional<Percentile> ofCommands(
      Histogram all, Observations seen, DetectionSettings settings, LatencyThreshold threshold) {
    if (all.count() < threshold.minSamples()) {
      return Optional.empty();
    }
    boolean over =
        Windows.distribution(
                seen, Signal.COMMAND_SECONDS, settings.recent(), settings.metricsStale())
            .filter(recent -> recent.count() >= threshold.minSamples())
            .map(recent -> recent.quantile(QUANTILE).orElse(0) * 1000 <= threshold.recoverMillis())
            .orElse(false);
    return all.quantile(QUANTILE).stream()
        .mapToObj(p95 -> new Percentile("commands", p95 * 1000, all.count(), over))
        .findFirst();
  }

  private static Optional<Percentile> synthetic(
      Observations seen, DetectionSettings settings, Duration window) {
    if (Windows.latest(seen, Signal.SYNTHETIC_SECONDS, settings.syntheticStale()).isEmpty()) {
      return Optional.empty();
    }
    List<Double> seconds =
        seen.series().of(Signal.SYNTHETIC_SECONDS, Sample.SERVICE, seen.at().minus(window)).stream()
            .map(Sample::reading)
            .filter(Reading.Value.class::isInstance)
            .map(reading -> ((Reading.Value) reading).number())
            .toList();
    if (seconds.size() < MIN_PROBES) {
      return Optional.empty();
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    double p95 = sorted.get((int) Math.ceil(QUANTILE * sorted.size()) - 1) * 1000;
    double recover = settings.thresholds().latency().recoverMillis();
    boolean over =
        seconds.subList(seconds.size() - RECENT_PROBES, seconds.size()).stream()
            .anyMatch(probe -> probe * 1000 <= recover);
    return Optional.of(new Percentile("synthetic probes", p95, seconds.size(), over));
  }
}
