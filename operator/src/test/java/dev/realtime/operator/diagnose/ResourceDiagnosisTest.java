package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.ResourceFact;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.SeriesView;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The design's table, the rows whose cause is the room that the pods have. */
class ResourceDiagnosisTest extends DiagnosisScene {
  @Test
  void scalesUpTwiceWhenThePodsAreBusy() {
    resources = known(new ResourceFact(List.of(new ResourceFact.Use("rt-1", 0.95, 1.0, 1e8, 1e9))));
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.RESOURCES_HIGH,
        Action.SCALE_UP,
        Action.SCALE_UP,
        Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_LATENCY))
        .extracting(rung -> rung.parameters().replicas())
        .startsWith(3, 5);
    ceilings = new Ceilings(2, null, null, null);
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.RESOURCES_HIGH, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_LATENCY)).contains("ceilings.replicas (2)");
  }

  /** A counter of one pod, read every 15 s for a minute. */
  private static Map<String, List<Sample>> counter(Signal signal, double perReading) {
    var samples = new ArrayList<Sample>();
    for (int i = 0; i <= 4; i++) {
      samples.add(Sample.of(signal, "rt-1", i * perReading, NOW.minusSeconds(60 - 15L * i)));
    }
    return Map.of("rt-1", samples);
  }

  @Test
  void seesThatTheCpuLimitStopsThePodsWhereTheClusterHasNoMetrics() {
    series =
        new SeriesView(
            Map.of(
                Signal.CPU_PERIODS, counter(Signal.CPU_PERIODS, 150),
                Signal.CPU_THROTTLED_PERIODS, counter(Signal.CPU_THROTTLED_PERIODS, 120)));
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.RESOURCES_HIGH,
        Action.SCALE_UP,
        Action.SCALE_UP,
        Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_LATENCY).getFirst().why()).contains("in 80 % of all periods");
    ceilings = new Ceilings(10, null, null, new Quantity("4"));
    assertThat(diagnose(Symptom.SERVICE_DOWN).leading().cause()).isEqualTo(Cause.THROTTLED);
    series =
        new SeriesView(
            Map.of(
                Signal.CPU_PERIODS, counter(Signal.CPU_PERIODS, 150),
                Signal.CPU_THROTTLED_PERIODS, counter(Signal.CPU_THROTTLED_PERIODS, 15)));
    assertThat(diagnose(Symptom.HIGH_LATENCY).leading().cause()).isEqualTo(Cause.UNKNOWN);
  }

  @Test
  void raisesTheMemoryLimitOfPodsThatWereKilledForIt() {
    workload =
        known(workload(pod(false, new Termination("OOMKilled", 137, NOW, null), null, null)));
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.OUT_OF_MEMORY,
        Action.SCALE_UP,
        Action.RESTART,
        Action.ESCALATE);
    ceilings = new Ceilings(10, null, new Quantity("2Gi"), null);
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.OUT_OF_MEMORY,
        Action.RAISE_LIMIT,
        Action.RAISE_LIMIT,
        Action.SCALE_UP,
        Action.ESCALATE);
    assertThat(plan(Symptom.SERVICE_DOWN))
        .extracting(rung -> rung.parameters().memory())
        .startsWith(new Quantity("768Mi"), new Quantity("2048Mi"));
  }

  @Test
  void raisesALimitOnceWhereTheCeilingIsNear() {
    workload =
        known(workload(pod(false, new Termination("OOMKilled", 137, NOW, null), null, null)));
    ceilings = new Ceilings(10, null, new Quantity("600Mi"), null);
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.OUT_OF_MEMORY,
        Action.RAISE_LIMIT,
        Action.SCALE_UP,
        Action.ESCALATE);
    ceilings = new Ceilings(10, null, new Quantity("512Mi"), null);
    assertThat(escalation(Symptom.SERVICE_DOWN)).contains("ceilings.memory (512Mi) already");
  }

  /** A second rung that its own cool-down held back would cost the time of both. */
  @Test
  void waitsNoLongerForASecondStepThanForTheEffectOfTheFirst() {
    for (Action repeated :
        List.of(Action.SCALE_UP, Action.RAISE_LIMIT, Action.RAISE_REDIS_MEMORY)) {
      assertThat(repeated.coolDown())
          .as(repeated.text())
          .isLessThanOrEqualTo(repeated.verifyWithin());
    }
  }

  @Test
  void raisesTheCpuLimitOfThrottledPods() {
    resources = known(new ResourceFact(List.of(new ResourceFact.Use("rt-1", 0.99, 1.0, 1e8, 1e9))));
    ceilings = new Ceilings(10, null, null, new Quantity("4"));
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.THROTTLED,
        Action.RAISE_LIMIT,
        Action.RAISE_LIMIT,
        Action.SCALE_UP,
        Action.RESTART,
        Action.ESCALATE);
    assertThat(plan(Symptom.SERVICE_DOWN))
        .extracting(rung -> rung.parameters().cpu())
        .startsWith(new Quantity("1500m"), new Quantity("4000m"));
  }

  @Test
  void scalesUpAfterAnEviction() {
    workload = known(workload(pod(false, null, null, "node was low on memory")));
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.EVICTED, Action.SCALE_UP, Action.ESCALATE);
  }

  @Test
  void doesNotAskForMorePodsWhenThereIsNoRoomForOne() {
    workload = known(workload(pod(false, null, "0/3 nodes: Insufficient cpu", null)));
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNSCHEDULABLE, Action.ESCALATE);
    assertThat(escalation(Symptom.SERVICE_DOWN)).contains("Insufficient cpu", "no node either");
  }

  @Test
  void restartsAHungService() {
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNRESPONSIVE, Action.RESTART, Action.ESCALATE);
    assertThat(diagnose(Symptom.SERVICE_DOWN).leading().confidence()).isEqualTo(60);
  }

  @Test
  void isSurerOfAHungServiceWhoseEventLoopsWereSeenToLag() {
    Signal lag = Signal.EVENT_LOOP_LAG_SECONDS;
    series =
        new SeriesView(
            Map.of(
                lag,
                Map.of(
                    "rt-1",
                    List.of(
                        Sample.of(lag, "rt-1", 4.2, SUSPECTED.minusSeconds(5)),
                        Sample.unknown(lag, "rt-1", "timed out", NOW)))));
    Finding finding = diagnose(Symptom.SERVICE_DOWN).leading();
    assertThat(finding.cause()).isEqualTo(Cause.UNRESPONSIVE);
    assertThat(finding.confidence()).isEqualTo(80);
    assertThat(finding.why()).endsWith("; their event loops ran up to 4.2 s late");
  }

  @Test
  void takesNoLagFromBeforeTheTroubleForItsSign() {
    Signal lag = Signal.EVENT_LOOP_LAG_SECONDS;
    series =
        new SeriesView(
            Map.of(
                lag,
                Map.of("rt-1", List.of(Sample.of(lag, "rt-1", 4.2, SUSPECTED.minusSeconds(60))))));
    assertThat(diagnose(Symptom.SERVICE_DOWN).leading().confidence()).isEqualTo(60);
  }

  private static PodFact crashing(String waiting, Termination end) {
    return new PodFact("rt-1", "rev", false, false, 3, NOW, waiting, null, end, null, null);
  }

  @Test
  void restartsAServiceThatCrashesForNoKnownReason() {
    workload =
        known(workload(crashing("CrashLoopBackOff", new Termination("Error", 1, NOW, null))));
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNRESPONSIVE, Action.RESTART, Action.ESCALATE);
    Finding finding = diagnose(Symptom.SERVICE_DOWN).leading();
    assertThat(finding.confidence()).isLessThan(50);
    assertThat(finding.why())
        .isEqualTo(
            "none of 1 pods runs, and nothing says why: CrashLoopBackOff, last ended with exit"
                + " code 1");
    assertThat(diagnose(Symptom.HIGH_ERROR_RATE).leading().cause()).isEqualTo(Cause.UNKNOWN);
  }

  @Test
  void doesNotRestartWhatWaitsForSomethingThatARestartDoesNotBring() {
    for (PodFact pod :
        List.of(crashing("ImagePullBackOff", null), crashing("CreateContainerConfigError", null))) {
      workload = known(workload(pod));
      assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNKNOWN, Action.ESCALATE);
    }
    workload =
        known(
            workload(
                crashing("CrashLoopBackOff", new Termination("Error", 1, NOW, null)),
                pod(false, null, "0/3 nodes: Insufficient cpu", null)));
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNSCHEDULABLE, Action.ESCALATE);
    workload = known(workload());
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNKNOWN, Action.ESCALATE);
  }

  @Test
  void scalesInAnEmergencyAndGoesIntoMaintenanceWhenHelpless() {
    assertDiagnosed(Symptom.OVERLOAD, Cause.SHEDDING, Action.EMERGENCY_SCALE, Action.ESCALATE);
    maintenance = true;
    assertDiagnosed(
        Symptom.OVERLOAD,
        Cause.SHEDDING,
        Action.EMERGENCY_SCALE,
        Action.MAINTENANCE_ON,
        Action.ESCALATE);
    assertThat(plan(Symptom.OVERLOAD).getFirst().parameters().replicas()).isEqualTo(10);
  }
}
