package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.ErrorRateThreshold;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Requests that fail on the server's side, against all that it took on. What it turned away on
 * purpose, by shedding, maintenance or a circuit that the runbook opened, is neither; it shows in
 * the figures.
 */
final class ErrorRateRule implements SymptomRule {
  @Override
  public Symptom symptom() {
    return Symptom.HIGH_ERROR_RATE;
  }

  @Override
  public Duration hold(DetectionSettings settings) {
    return Duration.ofSeconds(settings.thresholds().errorRate().holdSeconds());
  }

  @Override
  public Measurement measure(Observations seen, DetectionSettings settings) {
    ErrorRateThreshold threshold = settings.thresholds().errorRate();
    Duration hold = hold(settings);
    Duration window = settings.window(hold);
    Duration stale = settings.metricsStale();
    OptionalDouble requests = Windows.increase(seen, Signal.REQUESTS, window, stale);
    OptionalDouble failed = Windows.increase(seen, Signal.REQUESTS_FAILED, window, stale);
    OptionalDouble within = Windows.increase(seen, Signal.REQUESTS, hold, stale);
    if (requests.isEmpty() || failed.isEmpty() || within.isEmpty()) {
      return new Measurement.Unknown(
          "error rate cannot be measured: " + Windows.whyUnknown(seen, Signal.REQUESTS));
    }
    List<Double> maintenance = Windows.latest(seen, Signal.MAINTENANCE, stale);
    if (!maintenance.isEmpty() && maintenance.stream().allMatch(on -> on > 0)) {
      return new Measurement.Good("maintenance mode: clients are refused on purpose");
    }
    String refused = refused(seen, window, stale);
    if (requests.getAsDouble() <= 0) {
      return new Measurement.Good("no requests in " + window.toSeconds() + " s" + refused);
    }
    double percent = 100 * failed.getAsDouble() / requests.getAsDouble();
    String figures =
        String.format(
                Locale.ROOT,
                "%.1f %% of %.0f requests failed in %d s (limit %d %%, %.0f requests in %d s, %d needed)",
                percent,
                requests.getAsDouble(),
                window.toSeconds(),
                threshold.percent(),
                within.getAsDouble(),
                hold.toSeconds(),
                threshold.minRequests())
            + refused;
    if (percent > threshold.percent()) {
      if (over(seen, settings, threshold)) {
        return new Measurement.Between(figures + ", but no more in the last readings");
      }
      return new Measurement.Bad(figures, within.getAsDouble() >= threshold.minRequests());
    }
    return percent > threshold.recoverPercent()
        ? new Measurement.Between(figures)
        : new Measurement.Good(figures);
  }

  private static String refused(Observations seen, Duration window, Duration stale) {
    double refused = Windows.increase(seen, Signal.REQUESTS_REFUSED, window, stale).orElse(0);
    return refused < 1
        ? ""
        : String.format(Locale.ROOT, "; %.0f more turned away on purpose", refused);
  }

  /**
   * Whether the newest readings are clean, with enough requests to say so: what is left in the
   * window then is a burst that has passed, and two of them in a row are no outage.
   */
  private static boolean over(
      Observations seen, DetectionSettings settings, ErrorRateThreshold threshold) {
    Duration recent = settings.recent();
    Duration stale = settings.metricsStale();
    double requests = Windows.increase(seen, Signal.REQUESTS, recent, stale).orElse(0);
    double failed = Windows.increase(seen, Signal.REQUESTS_FAILED, recent, stale).orElse(0);
    return requests >= threshold.minRequests()
        && 100 * failed / requests <= threshold.recoverPercent();
  }
}
