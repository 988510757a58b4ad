package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.MonitoringSpec;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import dev.realtime.operator.signal.Windows;
import java.time.Duration;

/**
 * What detection needs to know of the spec.
 *
 * @param interval time between two readings of the servers' metrics
 * @param syntheticInterval time between two probes of the synthetic client
 */
public record DetectionSettings(
    Thresholds thresholds, Duration interval, Duration syntheticInterval) {
  /** From the spec of a service. */
  public static DetectionSettings of(Thresholds thresholds, MonitoringSpec monitoring) {
    return new DetectionSettings(
        thresholds,
        Duration.ofSeconds(monitoring.intervalSeconds()),
        Duration.ofSeconds(monitoring.synthetic().intervalSeconds()));
  }

  /** How long a symptom must be gone before it is over. */
  public Duration recover() {
    return Duration.ofSeconds(thresholds.recoverSeconds());
  }

  /** Age from which a reading of the servers' metrics is stale. */
  Duration metricsStale() {
    return Windows.staleAfter(interval);
  }

  /** Age from which a probe of the synthetic client is stale. */
  Duration syntheticStale() {
    return Windows.staleAfter(syntheticInterval);
  }

  /**
   * Window of a rate: half the hold time, but never so short that it holds less than two readings.
   */
  Duration window(Duration hold) {
    Duration half = hold.dividedBy(2);
    Duration least = interval.multipliedBy(2);
    return half.compareTo(least) >= 0 ? half : least;
  }

  /** The newest readings, which say whether what is in the window still goes on. */
  Duration recent() {
    return interval.multipliedBy(3);
  }
}
