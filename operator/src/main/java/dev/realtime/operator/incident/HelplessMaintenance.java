package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.MaintenanceOverride;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Maintenance mode that a run has switched on because nothing else helped, or that another run or a
 * person has while this one has not acted yet. Clients are refused then, and their failures are
 * gone with them: that the symptom is not seen says nothing about it. The run is over when clients
 * have been let in again for the recovery time, and the symptom has stayed away. (Of a run that has
 * acted it is held that its step has helped: others wait for it.)
 */
final class HelplessMaintenance {
  private HelplessMaintenance() {}

  /** Whether the run has switched it on, whoever has switched it off since. */
  static boolean begun(RunInput in) {
    return in.status().steps().stream()
        .anyMatch(step -> step.action() == Action.MAINTENANCE_ON && step.appliedAt() != null);
  }

  /** Whether clients are to be refused because of this run, or were within the recovery time. */
  static boolean hidesSymptom(RunInput in) {
    Instant from = in.now().minusSeconds(in.service().policy().thresholds().recoverSeconds());
    boolean acted = in.status().steps().stream().anyMatch(step -> step.appliedAt() != null);
    return ((begun(in) || !acted) && refused(in, from))
        || (begun(in) && standsFor(in) && !switchedOffByHand(in));
  }

  private static boolean standsFor(RunInput in) {
    MaintenanceOverride there = in.overrides().maintenance();
    return there != null && there.enabled() && there.run().equals(in.name());
  }

  /** Whether clients have been refused since, whoever has seen to that. */
  static boolean refused(RunInput in, Instant from) {
    return in.seen().series().instances(Signal.MAINTENANCE).stream()
        .flatMap(pod -> in.seen().series().of(Signal.MAINTENANCE, pod, from).stream())
        .map(Sample::reading)
        .anyMatch(reading -> reading instanceof Reading.Value(double on) && on > 0);
  }

  /**
   * The switch in the ConfigMap belongs to whoever set it last. Pods that say they serve when they
   * have had the time to take it up were told so by a person.
   */
  private static boolean switchedOffByHand(RunInput in) {
    boolean takenUp =
        in.status().steps().stream()
            .anyMatch(step -> step.action() == Action.MAINTENANCE_ON && step.finished());
    List<Double> pods =
        Windows.latest(
            in.seen(),
            Signal.MAINTENANCE,
            Windows.staleAfter(Duration.ofSeconds(in.service().monitoring().intervalSeconds())));
    return takenUp && !pods.isEmpty() && pods.stream().allMatch(on -> on <= 0);
  }
}
