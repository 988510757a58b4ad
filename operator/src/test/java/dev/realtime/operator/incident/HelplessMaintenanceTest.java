package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.signal.RedisFact;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clients are turned away because nothing helped: their failures are gone then, the cause is not.
 */
class HelplessMaintenanceTest {
  private static final RunbookSpec POLICY =
      TestServices.policy(RunbookMode.AUTO, new Ceilings(10, null, null, null), true);

  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);
  private boolean broken = true;

  /** Every request fails that is let in. */
  HelplessMaintenanceTest() {
    world.service = TestServices.service(1, POLICY);
    world.cluster =
        w -> {
          boolean refused = w.scene.maintenance > 0;
          w.scene.requestsPerSecond = refused ? 0 : 20;
          w.scene.refusedPerSecond = refused ? 20 : 0;
          w.scene.failedShare = broken && !refused ? 1 : 0;
        };
  }

  private RunbookRunStatus status() {
    return repair().getStatus();
  }

  private RunbookRun repair() {
    return world.runs().stream()
        .filter(run -> run.getSpec().procedure() == Procedure.REPAIR)
        .reduce(
            (_, _) -> {
              throw new AssertionError("one repair expected: " + world.runs());
            })
        .orElseThrow();
  }

  private void escalated() {
    world.until(
        "escalated",
        Duration.ofMinutes(10),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    assertThat(world.overrides().maintenance().enabled()).isTrue();
    assertThat(status().steps())
        .extracting(RunStep::action, RunStep::outcome)
        .endsWith(
            tuple(Action.MAINTENANCE_ON, StepOutcome.EFFECTIVE),
            tuple(Action.ESCALATE, StepOutcome.EFFECTIVE));
  }

  private void maintenanceOff() {
    byHand("by-hand", Procedure.MAINTENANCE_OFF);
  }

  private void byHand(String name, Procedure procedure) {
    var run = new RunbookRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName(name).build());
    run.setSpec(
        new RunbookRunSpec(
            "chat",
            procedure,
            Trigger.PERSON,
            null,
            null,
            ActionParameters.none(),
            RunbookMode.AUTO,
            null));
    workspace.create(run);
  }

  @Test
  void refusingClientsDoesNotEndTheIncident() {
    escalated();
    world.run(Duration.ofHours(12));
    assertThat(status().open()).as("still to be seen: %s", status()).isTrue();
    assertThat(status().summary()).contains("a person is needed", "procedure MaintenanceOff");
    assertThat(world.overrides().maintenance().enabled()).isTrue();
    assertThat(workspace.part.incident().run()).isEqualTo(repair().getMetadata().getName());
  }

  @Test
  void itIsOverWhenAPersonLetsClientsInAndTheyAreServed() {
    escalated();
    world.run(Duration.ofHours(1));
    broken = false;
    Instant repaired = world.scene.now();
    maintenanceOff();
    world.tick();
    world.tick();
    assertThat(world.overrides().maintenance()).isNull();
    assertThat(status().open()).as("nothing has been seen of it yet").isTrue();
    Duration toClose = world.until("over", Duration.ofMinutes(2), _ -> !status().open());
    assertThat(toClose).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    assertThat(status().state()).isEqualTo(RunState.ESCALATED);
    assertThat(status().recoveredAt()).isAfter(repaired);
  }

  @Test
  void itGoesOnWhenAPersonLetsClientsInTooEarly() {
    escalated();
    maintenanceOff();
    world.run(Duration.ofMinutes(10));
    assertThat(world.scene.maintenance).as("clients are let in").isZero();
    assertThat(status().open()).isTrue();
    broken = false;
    world.until("over", Duration.ofMinutes(3), _ -> !status().open());
  }

  @Test
  void aSwitchTurnedOffByHandCountsAndTakesTheOverrideWithIt() {
    escalated();
    broken = false;
    world.maintenanceByHand = false;
    world.until("over", Duration.ofMinutes(2), _ -> !status().open());
    world.tick();
    assertThat(world.overrides().maintenance()).as("nobody turns clients away again").isNull();
  }

  @Test
  void clientsThatAPersonTurnsAwayDoNotEndAnIncidentThatWaitsForApproval() {
    world.service =
        TestServices.service(
            1, TestServices.policy(RunbookMode.APPROVE, new Ceilings(10, null, null, null), true));
    world.until(
        "waiting",
        Duration.ofMinutes(5),
        w -> !w.runs().isEmpty() && status().state() == RunState.AWAITING_APPROVAL);
    byHand("on-by-hand", Procedure.MAINTENANCE_ON);
    world.run(Duration.ofMinutes(10));
    assertThat(world.scene.maintenance).as("clients are refused").isPositive();
    assertThat(status().open()).as("still to be seen: %s", status()).isTrue();
    broken = false;
    Instant repaired = world.scene.now();
    maintenanceOff();
    world.until("over", Duration.ofMinutes(3), _ -> !status().open());
    assertThat(status().recoveredAt()).isAfter(repaired);
  }

  @Test
  void itEndsWithANewSpec() {
    escalated();
    world.service = TestServices.service(2, POLICY);
    world.tick();
    assertThat(status().open()).isFalse();
    assertThat(world.overrides().maintenance()).isNull();
  }

  private static RedisFact redis(boolean reachable) {
    return new RedisFact(
        false, reachable, reachable ? null : "timeout", 1, null, null, List.of(), List.of());
  }

  @Test
  void clientsAreLetInWhenTheRedisThatDidNotAnswerHasAnsweredForAWhile() {
    world.redis = redis(false);
    escalated();
    assertThat(status().cause()).isEqualTo(Cause.REDIS_UNREACHABLE);
    world.run(Duration.ofHours(1));
    assertThat(world.overrides().maintenance().enabled()).isTrue();
    world.redis = redis(true);
    broken = false;
    world.run(Duration.ofSeconds(290));
    assertThat(world.overrides().maintenance().enabled()).as("may be gone again").isTrue();
    world.until("let in", Duration.ofSeconds(30), w -> w.overrides().maintenance() == null);
    world.until("over", Duration.ofMinutes(2), _ -> !status().open());
    assertThat(status().state()).isEqualTo(RunState.ESCALATED);
  }

  @Test
  void aPersonDecidesWhereTheCauseDoesNotShowWhileClientsAreRefused() {
    escalated();
    assertThat(status().cause()).isEqualTo(Cause.UNKNOWN);
    world.redis = redis(true);
    broken = false;
    world.run(Duration.ofHours(3));
    assertThat(world.overrides().maintenance().enabled()).isTrue();
    assertThat(status().open()).isTrue();
  }

  @Test
  void whatAPersonHasSwitchedOnStaysWhenTheRunIsOver() {
    broken = false;
    maintenanceOff();
    RunbookRun run = world.runs().getFirst();
    RunbookRunSpec spec = run.getSpec();
    run.setSpec(
        new RunbookRunSpec(
            spec.service(),
            Procedure.MAINTENANCE_ON,
            spec.trigger(),
            null,
            null,
            spec.parameters(),
            spec.mode(),
            null));
    world.until("done", Duration.ofMinutes(2), w -> !w.onlyRun().open());
    assertThat(world.onlyRun().getStatus().state()).isEqualTo(RunState.SUCCEEDED);
    world.run(Duration.ofMinutes(30));
    assertThat(world.overrides().maintenance().enabled()).isTrue();
  }

  @Test
  void serversThatDoNotTakeItUpAreNoSuccess() {
    world.takesUpMaintenance = false;
    world.until(
        "escalated",
        Duration.ofMinutes(10),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    RunStep step = status().steps().getFirst();
    assertThat(step.outcome()).isEqualTo(StepOutcome.INEFFECTIVE);
    assertThat(step.message()).contains("0 of 2 pods have taken it up");
    assertThat(Duration.between(step.appliedAt(), step.finishedAt()))
        .isGreaterThan(Action.MAINTENANCE_ON.verifyWithin());
  }

  @Test
  void aPersonIsCalledThoughTheSymptomGoesBeforeAllServersHaveTakenItUp() {
    world.until("switched on", Duration.ofMinutes(10), w -> w.overrides().maintenance() != null);
    world.takesUpMaintenance = false;
    world.cluster = w -> w.scene.metricsGone = true;
    world.until("escalated", Duration.ofMinutes(10), _ -> status().state() == RunState.ESCALATED);
    assertThat(status().steps())
        .extracting(RunStep::action, RunStep::outcome)
        .containsExactly(
            tuple(Action.MAINTENANCE_ON, StepOutcome.INEFFECTIVE),
            tuple(Action.ESCALATE, StepOutcome.EFFECTIVE));
  }
}
