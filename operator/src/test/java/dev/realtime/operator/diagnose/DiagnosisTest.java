package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RolloutFact.Changed;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What holds for every row of the table. */
class DiagnosisTest extends DiagnosisScene {
  @Test
  void plansForTwoFaultsAtOnceInTheOrderOfTheTable() {
    redis = known(redisGone(true));
    rollout = known(rolledOut(30, "rev-1", Changed.IMAGE));
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE,
        Cause.REDIS_UNREACHABLE,
        Action.RESTART_REDIS,
        Action.ROLLBACK,
        Action.ESCALATE);
  }

  @Test
  void findsNothingInWhatIsNotKnownOrTooOld() {
    redis = new Fact.Known<>(redisGone(true), NOW.minusSeconds(61));
    workload = Fact.never();
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.UNKNOWN, Action.ESCALATE);
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNKNOWN, Action.ESCALATE);
  }

  @Test
  void keepsEvidenceBoundedAndFreeOfSecrets() {
    var many = new ArrayList<LogTail>();
    for (int i = 0; i < 50; i++) {
      many.add(
          new LogTail("p" + i, false, "password=hunter2 " + "x".repeat(100_000) + " tail", NOW));
    }
    logs = many;
    Diagnosis diagnosis = diagnose(Symptom.SERVICE_DOWN);
    assertThat(diagnosis.evidence()).hasSizeLessThanOrEqualTo(Diagnosis.MAX_EVIDENCE);
    assertThat(diagnosis.evidence())
        .allSatisfy(
            e -> {
              assertThat(e.text()).hasSizeLessThanOrEqualTo(2048).doesNotContain("hunter2");
            });
    assertThat(diagnosis.evidence()).anySatisfy(e -> assertThat(e.text()).endsWith("tail"));
  }
}
