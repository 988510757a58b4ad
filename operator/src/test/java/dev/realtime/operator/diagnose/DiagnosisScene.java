package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.TcpDependency;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.SlowCommand;
import dev.realtime.operator.signal.ResourceFact;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.RolloutFact.Changed;
import dev.realtime.operator.signal.SeriesView;
import dev.realtime.operator.signal.WorkloadFact;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a diagnosis looks at, healthy but for what a test changes. */
abstract class DiagnosisScene {
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  static final Instant SUSPECTED = NOW.minusSeconds(60);

  Fact<WorkloadFact> workload = known(workload(pod(true, null, null, null)));
  Fact<RolloutFact> rollout = Fact.never();
  Fact<ResourceFact> resources = Fact.never();
  Fact<RedisFact> redis = known(redis(true, 1, 10, 100, List.of()));
  final Map<String, Fact<DependencyFact>> dependencies = new HashMap<>();
  SeriesView series = SeriesView.empty();
  List<LogTail> logs = List.of();
  DependencyFact.Peak peak;
  Ceilings ceilings = new Ceilings(10, null, null, null);
  boolean maintenance;
  DependencyPolicy dependencyPolicy = DependencyPolicy.nothing();

  static <T> Fact<T> known(T value) {
    return new Fact.Known<>(value, NOW);
  }

  static WorkloadFact workload(PodFact... pods) {
    return new WorkloadFact(2, 0, false, false, 1.0, 512.0 * (1 << 20), List.of(pods));
  }

  static PodFact pod(boolean running, Termination end, String unschedulable, String evicted) {
    return new PodFact(
        "rt-1", "rev", false, running, 3, NOW, null, null, end, unschedulable, evicted);
  }

  static RedisFact redis(
      boolean managed, double ping, long used, long max, List<SlowCommand> slowLog) {
    return new RedisFact(
        managed,
        true,
        null,
        ping,
        new RedisFact.Memory(used << 20, max << 20, "noeviction", 0, 0),
        new RedisFact.Persistence(true, true, true, false, 5),
        slowLog,
        List.of());
  }

  static RedisFact redisGone(boolean managed) {
    return new RedisFact(managed, false, "connection refused", 0, null, null, List.of(), List.of());
  }

  static RolloutFact rolledOut(int secondsBefore, String good, Changed... changed) {
    return new RolloutFact(
        "rev-2",
        SUSPECTED.minusSeconds(secondsBefore),
        Set.of(changed),
        List.of("- image: a:1", "+ image: a:2"),
        good == null ? null : new RolloutFact.Revision(good, "a:1", "c-1"));
  }

  void dependency(boolean database, boolean reachable, boolean slow, int used) {
    dependencies.put(
        "dep",
        known(
            new DependencyFact(
                "dep",
                database,
                reachable,
                reachable ? null : "timed out",
                2500,
                slow,
                used < 0 ? null : new DependencyFact.Connections(used, 100),
                peak,
                List.of("SELECT slow"))));
  }

  Facts facts() {
    return new Facts(workload, rollout, resources, redis, dependencies);
  }

  Diagnosis diagnose(Symptom symptom) {
    return Diagnosis.of(
        new Case(
            symptom,
            SUSPECTED,
            "the figures",
            new Observations(series, facts(), NOW),
            Thresholds.defaults().causes(),
            logs));
  }

  List<PlannedAction> plan(Symptom symptom) {
    RunbookSpec d = RunbookSpec.defaults();
    var policy =
        new RunbookSpec(
            d.mode(),
            List.of(),
            d.thresholds(),
            d.budget(),
            ceilings,
            10,
            List.of(),
            maintenance,
            false,
            d.giveBack(),
            d.history());
    var dependency =
        new Dependency(
            "dep", null, null, new TcpDependency("h", 1), null, null, 2000, 5, dependencyPolicy);
    return Planner.plan(diagnose(symptom), policy, List.of(dependency), facts());
  }

  void assertDiagnosed(Symptom symptom, Cause cause, Action... ladder) {
    assertThat(diagnose(symptom).leading().cause()).isEqualTo(cause);
    assertThat(plan(symptom)).extracting(PlannedAction::action).containsExactly(ladder);
  }

  String escalation(Symptom symptom) {
    return plan(symptom).getLast().why();
  }
}
