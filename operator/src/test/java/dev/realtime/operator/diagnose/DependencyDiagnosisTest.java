package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.DependencyFact;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The design's table, the rows whose cause is what the service calls. */
class DependencyDiagnosisTest extends DiagnosisScene {
  @Test
  void capsCallsToADatabaseThatIsExhaustedWhereAllowed() {
    dependency(true, true, false, 97);
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.DATABASE_EXHAUSTED, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE)).contains("97 of 100 connections");
    dependencyPolicy = new DependencyPolicy(List.of(), 5, null, false);
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE, Cause.DATABASE_EXHAUSTED, Action.CAP_CONCURRENCY, Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_ERROR_RATE).getFirst().parameters().concurrency()).isEqualTo(5);
  }

  @Test
  void knowsADatabaseThatIsIdleOnlySinceNobodyDaresToCallIt() {
    peak = new DependencyFact.Peak(new DependencyFact.Connections(99, 100), NOW.minusSeconds(7));
    dependency(true, true, false, 1);
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.DATABASE_EXHAUSTED, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE))
        .contains("used 99 of 100 connections (99 %, limit 95 %) at 2026-01-01T11:59:53Z");
    peak = new DependencyFact.Peak(new DependencyFact.Connections(60, 100), NOW.minusSeconds(7));
    dependency(true, true, false, 1);
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.UNKNOWN, Action.ESCALATE);
  }

  @Test
  void capsCallsToADatabaseThatCannotBeReachedWhereAllowed() {
    dependency(true, false, false, -1);
    dependencyPolicy = new DependencyPolicy(List.of(), 5, null, false);
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE,
        Cause.DATABASE_UNREACHABLE,
        Action.CAP_CONCURRENCY,
        Action.ESCALATE);
  }

  @Test
  void saysWhatWaitsInASlowDatabase() {
    dependencies.put(
        "db",
        known(
            new DependencyFact(
                "db",
                true,
                true,
                "3 statements wait for locks, the first for 5200 ms",
                4,
                true,
                new DependencyFact.Connections(5, 100),
                null,
                List.of("running for 5200 ms: select ..."))));
    assertThat(escalation(Symptom.HIGH_LATENCY))
        .contains("database db is slow: 3 statements wait for locks, the first for 5200 ms");
  }

  @Test
  void escalatesASlowDatabaseWithItsSlowestStatements() {
    dependency(true, true, true, 10);
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.DATABASE_SLOW, Action.ESCALATE);
    assertThat(diagnose(Symptom.HIGH_LATENCY).evidence())
        .anySatisfy(e -> assertThat(e.text()).contains("SELECT slow"));
  }

  @Test
  void relievesADownstreamWhereAllowed() {
    dependency(false, true, true, -1);
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.DOWNSTREAM_SLOW, Action.ESCALATE);
    dependencyPolicy = new DependencyPolicy(List.of(), null, 30, true);
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.DOWNSTREAM_SLOW,
        Action.CACHE_RESPONSES,
        Action.OPEN_CIRCUIT,
        Action.ESCALATE);
    dependency(false, false, false, -1);
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.DOWNSTREAM_FAILING,
        Action.CACHE_RESPONSES,
        Action.OPEN_CIRCUIT,
        Action.ESCALATE);
  }
}
