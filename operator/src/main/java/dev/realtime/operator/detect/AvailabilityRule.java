package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether anybody can get in. Ready endpoints are Kubernetes' word for it, the synthetic client
 * tries it. If the API server is silent and the synthetic client fails too, the one thing they have
 * in common is the operator's own network: that is unknown, not down.
 */
final class AvailabilityRule implements SymptomRule {
  @Override
  public Symptom symptom() {
    return Symptom.SERVICE_DOWN;
  }

  @Override
  public Duration hold(DetectionSettings settings) {
    return Duration.ofSeconds(settings.thresholds().availability().holdSeconds());
  }

  @Override
  public Measurement measure(Observations seen, DetectionSettings settings) {
    if (seen.facts().workload().is(workload -> workload.desired() == 0)) {
      return new Measurement.Good("scaled to zero on purpose");
    }
    OptionalDouble endpoints =
        Windows.latest(seen, Signal.READY_ENDPOINTS, Sample.SERVICE, settings.metricsStale());
    OptionalDouble connected =
        Windows.latest(seen, Signal.SYNTHETIC_CONNECTED, Sample.SERVICE, settings.syntheticStale());
    if (endpoints.isEmpty()) {
      return connected.orElse(0) > 0
          ? new Measurement.Good("the synthetic client connects; endpoints cannot be read")
          : new Measurement.Unknown(
              "availability cannot be measured: "
                  + Windows.whyUnknown(seen, Signal.READY_ENDPOINTS));
    }
    if (endpoints.getAsDouble() <= 0) {
      return new Measurement.Bad("no ready endpoint", true);
    }
    String ready = Math.round(endpoints.getAsDouble()) + " ready endpoints";
    if (connected.isEmpty()) {
      return new Measurement.Good(ready + "; no synthetic client");
    }
    if (connected.getAsDouble() > 0) {
      return new Measurement.Good(ready + ", the synthetic client connects");
    }
    int failures = failuresInARow(seen, settings);
    int needed = settings.thresholds().availability().minProbes();
    return new Measurement.Bad(
        ready
            + ", but the synthetic client failed to connect "
            + failures
            + " times in a row ("
            + needed
            + " needed)",
        failures >= needed);
  }

  private static int failuresInARow(Observations seen, DetectionSettings settings) {
    Duration back = settings.syntheticInterval().multipliedBy(120);
    List<Sample> probes =
        seen.series().of(Signal.SYNTHETIC_CONNECTED, Sample.SERVICE, seen.at().minus(back));
    int failures = 0;
    for (Sample probe : probes) {
      if (probe.reading() instanceof Reading.Value(double number)) {
        failures = number > 0 ? 0 : failures + 1;
      }
    }
    return failures;
  }
}
