package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Whether anybody can get in. Ready endpoints are Kubernetes' word for it, the synthetic client
 * tries it. If the API server is silent and the synthetic client fails too, the one thing they have
 * in common is the operator's own network: that is unknown, not down.
 */
final class AvailabilityRule implements SymptomRule {
  /** What Kubernetes says of a container that waits for nothing but its turn. */
  private static final Set<String> COMING_UP = Set.of("ContainerCreating", "PodInitializing");

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
      if (startsForTheFirstTime(seen)) {
        return new Measurement.Good("starts for the first time: its pods are on their way");
      }
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

  /**
   * A service that has never served is not down while its first pods come up, which takes longer
   * than any hold time where images are pulled or Redis is not there yet. It is as soon as one of
   * them has trouble of its own, or when the Deployment's progress deadline has passed.
   */
  private static boolean startsForTheFirstTime(Observations seen) {
    return seen.facts()
            .rollout()
            .is(rollout -> rollout.lastKnownGood() == null && !everReady(seen, rollout.startedAt()))
        && seen.facts()
            .workload()
            .is(
                workload ->
                    !workload.rolloutStuck()
                        && workload.pods().stream().allMatch(AvailabilityRule::comesUp));
  }

  private static boolean everReady(Observations seen, Instant since) {
    return seen.series().of(Signal.READY_ENDPOINTS, Sample.SERVICE, since).stream()
        .anyMatch(sample -> sample.reading() instanceof Reading.Value(double ready) && ready > 0);
  }

  private static boolean comesUp(PodFact pod) {
    return pod.restarts() == 0
        && pod.lastTermination() == null
        && pod.unschedulable() == null
        && pod.evicted() == null
        && (pod.waiting() == null || COMING_UP.contains(pod.waiting()));
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
