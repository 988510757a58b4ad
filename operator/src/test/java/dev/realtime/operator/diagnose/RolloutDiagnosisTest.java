package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.RolloutFact.Changed;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The design's table, the rows whose cause came with a change. */
class RolloutDiagnosisTest extends DiagnosisScene {
  @Test
  void rollsBackWhatBeganWithARollout() {
    rollout = known(rolledOut(30, "rev-1", Changed.IMAGE));
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.BAD_ROLLOUT, Action.ROLLBACK, Action.ESCALATE);
    assertThat(diagnose(Symptom.HIGH_ERROR_RATE).evidence())
        .anySatisfy(e -> assertThat(e.text()).contains("+ image: a:2"));
    assertDiagnosed(
        Symptom.SERVICE_DOWN, Cause.BAD_ROLLOUT, Action.ROLLBACK, Action.RESTART, Action.ESCALATE);
  }

  @Test
  void doesNotBlameARolloutThatIsOldOrProvedOrCameLaterOrChangedNothingToReturnTo() {
    for (RolloutFact innocent :
        List.of(
            rolledOut(901, "rev-1", Changed.IMAGE),
            rolledOut(30, "rev-2", Changed.IMAGE),
            rolledOut(-30, "rev-1", Changed.IMAGE),
            rolledOut(30, "rev-1", Changed.TEMPLATE))) {
      rollout = known(innocent);
      assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.UNKNOWN, Action.ESCALATE);
    }
  }

  @Test
  void restoresAConfigurationTheServerRefuses() {
    workload =
        known(workload(pod(false, new Termination("Error", 78, NOW, "unknown key"), null, null)));
    rollout = known(rolledOut(30, "rev-1", Changed.CONFIGURATION));
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.CONFIGURATION_INVALID,
        Action.RESTORE_CONFIGURATION,
        Action.ROLLBACK,
        Action.RESTART,
        Action.ESCALATE);
  }

  /** Kubernetes tells of a container's last end for as long as the pod lives. */
  @Test
  void doesNotBlameAnEndThatWasLongOverWhenTheTroubleBegan() {
    Instant longAgo = SUSPECTED.minusSeconds(300);
    for (Termination end :
        List.of(
            new Termination("Error", 78, longAgo, "unknown key"),
            new Termination("OOMKilled", 137, longAgo, null))) {
      workload = known(workload(pod(true, end, null, null)));
      assertThat(diagnose(Symptom.SERVICE_DOWN).leading().cause())
          .as(end.reason())
          .isEqualTo(Cause.UNRESPONSIVE);
    }
  }

  @Test
  void knowsARefusedConfigurationByTheLogToo() {
    workload = known(workload(pod(false, new Termination("Error", 1, NOW, null), null, null)));
    logs = List.of(new LogTail("rt-1", true, "FATAL Invalid configuration: limits.x", NOW));
    assertThat(diagnose(Symptom.SERVICE_DOWN).leading().cause())
        .isEqualTo(Cause.CONFIGURATION_INVALID);
  }
}
