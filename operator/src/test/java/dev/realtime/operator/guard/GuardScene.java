package dev.realtime.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.MaintenanceWindow;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.WorkloadFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** A question to the guards on a quiet day; a test changes what it is about. */
abstract class GuardScene {
  /** A Thursday. */
  static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  static final EnumSet<Action> ACTIONS = EnumSet.complementOf(EnumSet.of(Action.ESCALATE));
  final Guards guards = new Guards(StormGuard.DEFAULT);

  Action action = Action.SCALE_UP;
  boolean person;
  RunbookMode runMode = RunbookMode.AUTO;
  RunbookMode mode = RunbookMode.AUTO;
  List<ActionPolicy> policies = List.of();
  List<MaintenanceWindow> windows = List.of();
  boolean paused;
  final List<PastAction> history = new ArrayList<>();
  int actionsInRun;
  boolean ownRollout;
  boolean approved;
  boolean acceptLoss;
  Fact<WorkloadFact> workload = known(workload(false, false));
  Fact<RedisFact> redis = known(redis(true, true, true, 10, true));
  Fleet fleet = new Fleet(10, List.of());

  static <T> Fact<T> known(T value) {
    return new Fact.Known<>(value, NOW);
  }

  static WorkloadFact workload(boolean inProgress, boolean stuck) {
    return new WorkloadFact(2, 2, inProgress, stuck, 1.0, 1e9, List.of());
  }

  static RedisFact redis(
      boolean managed, boolean appendOnly, boolean ok, long keys, boolean volume) {
    return new RedisFact(
        managed,
        true,
        null,
        1,
        new RedisFact.Memory(1, 100, "noeviction", 0, 0),
        new RedisFact.Persistence(appendOnly, ok, true, false, keys),
        List.of(),
        List.of(new RedisFact.RedisPod("r-0", "uid", true, true, volume, false)));
  }

  Decision decide() {
    RunbookSpec d = RunbookSpec.defaults();
    RunbookSpec policy =
        new RunbookSpec(
            mode,
            policies,
            d.thresholds(),
            d.budget(),
            d.ceilings(),
            d.emergencyReplicas(),
            windows,
            false,
            acceptLoss,
            d.giveBack(),
            d.history());
    Facts facts = new Facts(workload, Fact.never(), Fact.never(), redis, Map.of());
    return guards.decide(
        new GuardRequest(
            "ns/a",
            action,
            person,
            runMode,
            policy,
            paused,
            7,
            history,
            actionsInRun,
            ownRollout,
            approved,
            facts,
            fleet,
            NOW));
  }

  void assertHeld(String guard, String reason) {
    assertThat(decide()).isInstanceOf(Decision.Hold.class);
    assertThat(((Decision.Hold) decide()).guard()).isEqualTo(guard);
    assertThat(((Decision.Hold) decide()).reason()).contains(reason);
  }

  void assertRefused(String guard, String reason) {
    assertThat(decide()).isInstanceOf(Decision.Refuse.class);
    assertThat(((Decision.Refuse) decide()).guard()).isEqualTo(guard);
    assertThat(((Decision.Refuse) decide()).reason()).contains(reason);
  }
}
