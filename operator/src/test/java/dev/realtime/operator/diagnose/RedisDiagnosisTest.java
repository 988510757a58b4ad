package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.RedisFact.SlowCommand;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The design's table, the rows whose cause is Redis. */
class RedisDiagnosisTest extends DiagnosisScene {
  @Test
  void restartsAManagedRedisThatDoesNotAnswer() {
    redis = known(redisGone(true));
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE, Cause.REDIS_UNREACHABLE, Action.RESTART_REDIS, Action.ESCALATE);
  }

  @Test
  void doesNotTouchAnExternalRedis() {
    redis = known(redisGone(false));
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.REDIS_UNREACHABLE, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE)).contains("not managed by this resource");
  }

  @Test
  void raisesTheMemoryOfAFullRedisWithinItsCeiling() {
    redis = known(redis(true, 1, 95, 100, List.of()));
    ceilings = new Ceilings(10, new Quantity("120Mi"), null, null);
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE, Cause.REDIS_MEMORY, Action.RAISE_REDIS_MEMORY, Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_ERROR_RATE).getFirst().parameters().memory())
        .isEqualTo(new Quantity("120Mi"));
    ceilings = new Ceilings(10, new Quantity("1Gi"), null, null);
    assertThat(plan(Symptom.HIGH_ERROR_RATE))
        .extracting(rung -> rung.parameters().memory())
        .startsWith(new Quantity("150Mi"), new Quantity("1024Mi"));
  }

  @Test
  void escalatesAFullRedisWithItsFiguresWhenItMayNotGrow() {
    redis = known(redis(true, 1, 95, 100, List.of()));
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.REDIS_MEMORY, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE))
        .contains("95 %", "spec.runbook.ceilings.redisMemory is not set");
    ceilings = new Ceilings(10, new Quantity("100Mi"), null, null);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE)).contains("already");
  }

  @Test
  void escalatesASlowRedisWithItsSlowLog() {
    SlowCommand keys = new SlowCommand(NOW, 1_200_000, "KEYS *");
    redis = known(redis(true, 250, 10, 100, List.of(keys)));
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.REDIS_SLOW, Action.ESCALATE);
    assertThat(diagnose(Symptom.HIGH_LATENCY).evidence())
        .anySatisfy(e -> assertThat(e.text()).contains("1200000 us KEYS *"));
  }
}
