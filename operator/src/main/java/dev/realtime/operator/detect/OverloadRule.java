package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.OverloadThreshold;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Connections against their limit, and clients turned away for lack of room. */
final class OverloadRule implements SymptomRule {
  @Override
  public Symptom symptom() {
    return Symptom.OVERLOAD;
  }

  @Override
  public Duration hold(DetectionSettings settings) {
    return Duration.ofSeconds(settings.thresholds().overload().holdSeconds());
  }

  @Override
  public Measurement measure(Observations seen, DetectionSettings settings) {
    OverloadThreshold threshold = settings.thresholds().overload();
    Duration stale = settings.metricsStale();
    Duration window = settings.window(hold(settings));
    List<Double> connections = Windows.latest(seen, Signal.CONNECTIONS, stale);
    double limit = sum(Windows.latest(seen, Signal.CONNECTIONS_LIMIT, stale));
    OptionalDouble shed = Windows.increase(seen, Signal.SHED, window, stale);
    if (connections.isEmpty() || shed.isEmpty()) {
      return new Measurement.Unknown(
          "load cannot be measured: " + Windows.whyUnknown(seen, Signal.CONNECTIONS));
    }
    double percent = limit > 0 ? 100 * sum(connections) / limit : 0;
    double shedPerSecond = shed.getAsDouble() / window.toSeconds();
    String figures =
        String.format(
            Locale.ROOT,
            "%.0f connections, %.0f %% of the limit (bound %d %%), %.1f clients turned away per"
                + " second (bound %d)",
            sum(connections),
            percent,
            threshold.connectionsPercent(),
            shedPerSecond,
            threshold.shedPerSecond());
    boolean stillShedding = Windows.latestIncrease(seen, Signal.SHED, stale) > 0;
    if (percent >= threshold.connectionsPercent()
        || (shedPerSecond >= threshold.shedPerSecond() && stillShedding)) {
      return new Measurement.Bad(figures, true);
    }
    return percent >= threshold.recoverPercent() || shedPerSecond > 0
        ? new Measurement.Between(figures)
        : new Measurement.Good(figures);
  }

  private static double sum(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).sum();
  }
}
