package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.Approval;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More than one thing is wrong with a service, and each has a repair of its own. */
class SeveralSymptomsTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  private RunbookRun run(Symptom symptom) {
    return world.runs().stream()
        .filter(run -> run.getSpec().symptom() == symptom)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no run for " + symptom + ": " + world.runs()));
  }

  private RunbookRunStatus status(Symptom symptom) {
    return run(symptom).getStatus();
  }

  private List<Action> actions(Symptom symptom) {
    return status(symptom).steps().stream().map(RunStep::action).toList();
  }

  private void policy(RunbookMode mode, ActionPolicy... actions) {
    world.service =
        TestServices.service(
            1, TestServices.policy(mode, new Ceilings(10, null, null, null), false, actions));
  }

  private static ActionPolicy restart(RunbookMode mode) {
    return new ActionPolicy(Action.RESTART, mode, null, null);
  }

  private void serversHang() {
    world.scene.endpoints = 0;
  }

  private void redisHangs() {
    world.scene.failedShare = 1;
    world.redis = World.hungRedis();
    workspace.livePods.add("chat-redis-0/uid");
  }

  private void approve(RunbookRun run) {
    RunbookRunSpec spec = run.getSpec();
    run.setSpec(
        new RunbookRunSpec(
            spec.service(),
            spec.procedure(),
            spec.trigger(),
            spec.symptom(),
            spec.reason(),
            spec.parameters(),
            spec.mode(),
            new Approval(run.getStatus().plan().hash(), "alice")));
  }

  /** Hanging servers, about which a person is asked, and a hanging Redis, which is restarted. */
  private void oneWaitsAndOneActs() {
    policy(RunbookMode.AUTO, restart(RunbookMode.APPROVE));
    world.run(Duration.ofMinutes(2));
    serversHang();
    world.until(
        "waiting for a person",
        Duration.ofMinutes(5),
        w ->
            !w.runs().isEmpty()
                && status(Symptom.SERVICE_DOWN).state() == RunState.AWAITING_APPROVAL);
    redisHangs();
    world.until("Redis is restarted", Duration.ofMinutes(5), _ -> !workspace.deletedPods.isEmpty());
  }

  @Test
  void whatWaitsForApprovalHoldsUpNoOtherRepair() {
    oneWaitsAndOneActs();
    assertThat(actions(Symptom.HIGH_ERROR_RATE)).containsExactly(Action.RESTART_REDIS);
    assertThat(status(Symptom.SERVICE_DOWN).state()).isEqualTo(RunState.AWAITING_APPROVAL);
    assertThat(world.overrides().restart()).isNull();
  }

  @Test
  void whatIsApprovedWaitsForTheStepOfTheOther() {
    oneWaitsAndOneActs();
    approve(run(Symptom.SERVICE_DOWN));
    world.tick();
    assertThat(status(Symptom.SERVICE_DOWN).refusals())
        .extracting(Refusal::guard)
        .containsExactly(RunMachine.ONE_AT_A_TIME);
    assertThat(world.overrides().restart()).isNull();

    world.scene.failedShare = 0;
    world.redis = null;
    world.until(
        "the pods are replaced", Duration.ofMinutes(5), w -> w.overrides().restart() != null);
    assertThat(status(Symptom.HIGH_ERROR_RATE).state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void whatAPersonAsksForDoesNotWaitForARepair() {
    oneWaitsAndOneActs();
    var run = new RunbookRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName("by-hand").build());
    run.setSpec(
        new RunbookRunSpec(
            "chat",
            Procedure.MAINTENANCE_ON,
            Trigger.PERSON,
            null,
            null,
            ActionParameters.none(),
            RunbookMode.AUTO,
            null));
    workspace.create(run);
    world.tick();
    assertThat(world.overrides().maintenance()).isNotNull();
    assertThat(status(Symptom.HIGH_ERROR_RATE).state()).isEqualTo(RunState.VERIFYING);
  }

  @Test
  void recordsEachSymptomInADryRun() {
    policy(RunbookMode.DRY_RUN);
    world.run(Duration.ofMinutes(2));
    serversHang();
    world.run(Duration.ofMinutes(5));
    redisHangs();
    world.run(Duration.ofMinutes(5));
    assertThat(status(Symptom.SERVICE_DOWN).state()).isEqualTo(RunState.DRY_RUN);
    assertThat(status(Symptom.HIGH_ERROR_RATE).state()).isEqualTo(RunState.DRY_RUN);
    assertThat(workspace.deletedPods).isEmpty();
  }

  @Test
  void actionThatIsOnlyTriedDryKeepsNobodyFromBeingCalled() {
    policy(RunbookMode.AUTO, restart(RunbookMode.DRY_RUN));
    world.run(Duration.ofMinutes(2));
    serversHang();
    world.until(
        "a person is called",
        Duration.ofMinutes(5),
        w -> !w.runs().isEmpty() && status(Symptom.SERVICE_DOWN).state() == RunState.ESCALATED);
    assertThat(status(Symptom.SERVICE_DOWN).steps())
        .extracting(RunStep::action, RunStep::outcome)
        .containsExactly(
            tuple(Action.RESTART, StepOutcome.DRY_RUN),
            tuple(Action.ESCALATE, StepOutcome.EFFECTIVE));
    assertThat(world.overrides().restart()).isNull();
  }
}
