package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/** A new spec, or a new leader, in the middle of an incident: nothing has been measured yet. */
class NewEyesTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  private RunbookRun newest() {
    return world.runs().stream()
        .max(Comparator.comparing(run -> run.getMetadata().getName()))
        .orElseThrow();
  }

  private void newSpec() {
    world.service = TestServices.service(2, RunbookSpec.defaults());
  }

  private void badRollout() {
    world.run(Duration.ofMinutes(2));
    world.rollout = World.badRollout(world.scene.now());
    world.scene.failedShare = 1;
  }

  @Test
  void afterANewSpecEverySourceIsReadAgainBeforeACauseIsCalledUnknown() {
    world.run(Duration.ofMinutes(2));
    world.scene.failedShare = 1;
    world.redis = World.hungRedis();
    world.until("an incident", Duration.ofMinutes(3), w -> !w.runs().isEmpty());
    world.run(Duration.ofSeconds(30));
    newSpec();
    world.redis = null;
    world.until("a second run", Duration.ofSeconds(15), w -> w.runs().size() == 2);
    assertThat(newest().getStatus().state()).isEqualTo(RunState.PENDING);
    assertThat(newest().getStatus().plan()).isNull();

    world.redis = World.hungRedis();
    workspace.livePods.add("chat-redis-0/uid");
    world.tick();
    assertThat(newest().getStatus().cause()).isEqualTo(Cause.REDIS_UNREACHABLE);
    assertThat(newest().getStatus().steps())
        .extracting(RunStep::action)
        .containsExactly(Action.RESTART_REDIS);
  }

  @Test
  void whatWasDecidedOnForTheSpecBeforeIsNotDoneToTheNextOne() {
    badRollout();
    // The operator dies when the intent is written, and before anything is done about it.
    for (int at = workspace.writes; !intended(); at++) {
      workspace.killAt = at;
      workspace.killAfter = true;
      try {
        world.run(Duration.ofMinutes(3));
      } catch (MemoryWorkspace.Killed killed) {
        world.restartOperator();
      }
    }
    workspace.killAt = -1;
    newSpec();
    world.rollout = null;
    world.scene.failedShare = 0;
    world.tick();
    assertThat(world.overrides().revision()).isNull();
    RunbookRunStatus ended = world.runs().getFirst().getStatus();
    assertThat(ended.state()).isEqualTo(RunState.FAILED);
    assertThat(ended.steps().getLast().outcome()).isEqualTo(StepOutcome.FAILED);
    assertThat(ended.summary()).contains("generation 2");
    world.run(Duration.ofMinutes(5));
    assertThat(world.overrides().revision()).isNull();
  }

  private boolean intended() {
    return world.runs().stream()
        .filter(run -> run.getStatus() != null)
        .flatMap(run -> run.getStatus().steps().stream())
        .anyMatch(step -> step.outcome() == StepOutcome.INTENDED);
  }

  @Test
  void newLeaderMeasuresBeforeItCallsAStepIneffective() {
    badRollout();
    world.until("rolled back", Duration.ofMinutes(3), w -> w.overrides().revision() != null);
    // Nobody is there while the step helps and its time passes.
    world.scene.failedShare = 0;
    for (int i = 0; i < 200; i++) {
      world.scene.tick();
    }
    world.restartOperator();
    world.unread = true;
    world.tick();
    assertThat(world.onlyRun().getStatus().state()).isEqualTo(RunState.VERIFYING);
    world.unread = false;
    world.until("over", Duration.ofMinutes(3), w -> !w.onlyRun().open());
    assertThat(world.onlyRun().getStatus().state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(world.onlyRun().getStatus().steps())
        .extracting(RunStep::action)
        .containsExactly(Action.ROLLBACK);
  }
}
