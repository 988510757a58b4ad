package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.Scene;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run waits for, and for how long: causes, facts, effects. */
class PatienceTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  private RunbookRunStatus status() {
    return world.onlyRun().getStatus();
  }

  private List<Action> actions() {
    return status().steps().stream().map(RunStep::action).toList();
  }

  private Duration fromDetectionTo(Instant moment) {
    return Duration.between(status().detectedAt(), moment);
  }

  /** Every request fails, and nothing that is seen says why. */
  private void unexplained() {
    world.run(Duration.ofMinutes(2));
    world.scene.failedShare = 1;
    world.until("an incident", Duration.ofMinutes(2), w -> !w.runs().isEmpty());
  }

  @Test
  void looksForACauseUntilEverySourceHasBeenReadBeforeItCallsAPerson() {
    unexplained();
    world.until("planned", Duration.ofMinutes(1), w -> status().plan() != null);
    assertThat(fromDetectionTo(status().decidedAt())).isEqualTo(RunMachine.LOOK);
    assertThat(status().cause()).isEqualTo(Cause.UNKNOWN);
    assertThat(status().state()).isEqualTo(RunState.ESCALATED);
  }

  @Test
  void takesTheCauseThatTheNextReadingShowsAtOnce() {
    unexplained();
    world.tick();
    assertThat(status().plan()).isNull();
    world.redis = World.hungRedis();
    workspace.livePods.add("chat-redis-0/uid");
    world.tick();
    assertThat(status().cause()).isEqualTo(Cause.REDIS_UNREACHABLE);
    assertThat(fromDetectionTo(status().decidedAt())).isLessThan(RunMachine.LOOK);
    assertThat(actions()).containsExactly(Action.RESTART_REDIS);
  }

  @Test
  void waitsForASourceThatSaysNothingAtAllButNotForEver() {
    world.blind = true;
    unexplained();
    world.until("planned", Duration.ofMinutes(5), w -> status().plan() != null);
    assertThat(fromDetectionTo(status().decidedAt())).isEqualTo(RunMachine.LONGEST_LOOK);
    assertThat(status().state()).isEqualTo(RunState.ESCALATED);
  }

  /** A plan that waits, and a source that falls silent meanwhile. */
  private void rollbackWithoutHistory() {
    world.run(Duration.ofMinutes(2));
    world.service = TestServices.paused(world.service);
    world.rollout = World.badRollout(world.scene.now());
    world.scene.failedShare = 1;
    world.until(
        "planned", Duration.ofMinutes(2), w -> !w.runs().isEmpty() && status().plan() != null);
    assertThat(status().plan().actions().getFirst().action()).isEqualTo(Action.ROLLBACK);
    world.rollout = null;
    world.service = TestServices.service(1, RunbookSpec.defaults());
    world.tick();
  }

  @Test
  void holdsAnActionBackWhileWhatItDependsOnIsNotKnownAndSaysSo() {
    rollbackWithoutHistory();
    assertThat(status().state()).isEqualTo(RunState.PENDING);
    assertThat(status().steps()).as("that is no refusal").isEmpty();
    assertThat(status().refusals().getLast())
        .extracting(Refusal::guard, Refusal::reason)
        .containsExactly(RunMachine.PRECONDITION, "the rollout history is not known");
    int writes = workspace.writes;
    world.run(Duration.ofMinutes(1));
    assertThat(workspace.writes - writes).as("said once").isLessThanOrEqualTo(2);
    world.rollout = World.badRollout(status().detectedAt());
    world.tick();
    assertThat(actions()).containsExactly(Action.ROLLBACK);
    assertThat(world.overrides().revision()).isNotNull();
  }

  @Test
  void callsAPersonWhenWhatAnActionDependsOnStaysUnknown() {
    rollbackWithoutHistory();
    Instant held = status().refusals().getLast().at();
    world.until("escalated", Duration.ofMinutes(15), w -> status().state() == RunState.ESCALATED);
    assertThat(Duration.between(held, world.scene.now()))
        .isEqualTo(RunMachine.LONGEST_HOLD.plus(Scene.STEP));
    assertThat(actions()).containsExactly(Action.ROLLBACK, Action.ESCALATE);
    assertThat(status().steps().getFirst().message())
        .isEqualTo("precondition: held back for too long: the rollout history is not known");
  }

  @Test
  void waitsAsLongAsAPersonDoesForWhatAPersonAskedFor() {
    var run = new RunbookRun();
    run.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName("by-hand").build());
    run.setSpec(
        new RunbookRunSpec(
            "chat",
            Procedure.RESTART_REDIS,
            Trigger.PERSON,
            null,
            null,
            ActionParameters.none(),
            RunbookMode.AUTO,
            null));
    workspace.create(run);
    world.run(Duration.ofHours(1));
    assertThat(status().state()).isEqualTo(RunState.PENDING);
    assertThat(status().summary()).contains("the state of Redis is not known");
    world.redis = World.hungRedis();
    workspace.livePods.add("chat-redis-0/uid");
    world.tick();
    assertThat(workspace.deletedPods).containsExactly("chat-redis-0/uid");
  }

  /** A hung service whose restart has to help within 60 s. */
  private void restarted() {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO,
                RunbookSpec.defaults().ceilings(),
                false,
                new ActionPolicy(Action.RESTART, null, null, 60)));
    world.scene.endpoints = 0;
    world.until("acted", Duration.ofMinutes(2), w -> w.overrides().restart() != null);
  }

  @Test
  void judgesAnActionWhenItsTimeIsOverAndNotBefore() {
    restarted();
    Instant applied = status().steps().getFirst().appliedAt();
    world.until(
        "judged",
        Duration.ofMinutes(3),
        w -> status().steps().getFirst().outcome() == StepOutcome.INEFFECTIVE);
    assertThat(Duration.between(applied, status().steps().getFirst().finishedAt()))
        .isEqualTo(Duration.ofSeconds(60).plus(Scene.STEP));
    assertThat(status().steps().getFirst().message()).contains("no effect within its time");
  }

  @Test
  void judgesNoActionWhoseEffectCannotBeMeasured() {
    restarted();
    world.scene.apiServerGone = true;
    world.scene.syntheticGone = true;
    world.run(Duration.ofMinutes(10));
    assertThat(status().steps().getFirst().outcome()).isEqualTo(StepOutcome.APPLIED);
    world.scene.apiServerGone = false;
    world.tick();
    assertThat(status().steps().getFirst().outcome()).isEqualTo(StepOutcome.INEFFECTIVE);
  }

  @Test
  void callsAPersonAfterOneLongHoldHoweverManyRungsAreLeft() {
    world.run(Duration.ofMinutes(2));
    world.rollout = World.badRollout(world.scene.now());
    world.scene.endpoints = 0;
    world.cluster = w -> w.fleet = w.storm();
    world.until(
        "escalated",
        Duration.ofMinutes(40),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    assertThat(actions()).as("a ladder of several repairs").hasSizeGreaterThan(2);
    Instant held = status().refusals().getFirst().at();
    assertThat(Duration.between(held, world.scene.now()))
        .isLessThanOrEqualTo(RunMachine.LONGEST_HOLD.plus(Scene.STEP.multipliedBy(2)));
  }

  @Test
  void twoShortHoldsFarApartAreNoLongOne() {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO,
                new Ceilings(10, null, null, null),
                false,
                new ActionPolicy(Action.ROLLBACK, RunbookMode.APPROVE, null, null)));
    world.run(Duration.ofMinutes(2));
    world.rollout = World.badRollout(world.scene.now());
    world.scene.failedShare = 1;
    for (int i = 0; i < 2; i++) {
      world.until(
          "waiting for a person",
          Duration.ofMinutes(2),
          w -> !w.runs().isEmpty() && status().state() == RunState.AWAITING_APPROVAL);
      world.run(Duration.ofMinutes(30));
      RolloutFact known = world.rollout;
      world.rollout = null;
      world.run(Duration.ofMinutes(1));
      assertThat(status().state()).isEqualTo(RunState.PENDING);
      assertThat(status().steps()).as("it has had a minute, not ten").isEmpty();
      world.rollout = known;
    }
  }
}
