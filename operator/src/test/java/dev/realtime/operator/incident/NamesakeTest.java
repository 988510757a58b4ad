package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service that is deleted in an incident, and one that is made under its name. */
class NamesakeTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  private static List<RunbookRun> open(World world) {
    return world.runs().stream().filter(RunbookRun::open).toList();
  }

  private void makeAnew() {
    workspace.part = StatusPart.empty();
    world.service = TestServices.madeAnew(world.service);
    world.restartOperator();
  }

  @Test
  void anIncidentOfADeletedServiceEndsAndIsNotGoneOnWith() {
    world.scene.endpoints = 0;
    world.until("acted", Duration.ofMinutes(2), w -> w.overrides().restart() != null);
    makeAnew();
    world.scene.endpoints = 2;
    world.tick();
    RunbookRunStatus status = world.onlyRun().getStatus();
    assertThat(status.state()).isEqualTo(RunState.FAILED);
    assertThat(status.finishedAt()).isEqualTo(world.scene.now());
    assertThat(status.summary())
        .isEqualTo(
            "ended: the service it was about has been deleted; the one of the same name is another");
    assertThat(status.steps().getLast().outcome()).isEqualTo(StepOutcome.FAILED);
    assertThat(workspace.part.incident()).isNull();
    world.run(Duration.ofMinutes(10));
    assertThat(world.onlyRun().getStatus()).as("it is left alone").isEqualTo(status);
  }

  @Test
  void anActionThatWasMeantForADeletedServiceIsNotDoneToAnother() {
    world.scene.endpoints = 0;
    world.until("planned", Duration.ofMinutes(2), w -> !w.runs().isEmpty());
    RunbookRun run = world.onlyRun();
    RunbookRunStatus status = run.getStatus();
    var intended =
        Steps.intended(
            0,
            status.plan().actions().getFirst(),
            status.plan().actions().getFirst().parameters(),
            world.scene.now());
    workspace.writeStatus(
        Runs.with(run, new StatusDraft(status).replaceLastStep(intended).build()));
    makeAnew();
    world.scene.endpoints = 2;
    world.run(Duration.ofMinutes(1));
    assertThat(world.overrides().restart()).as("no restart").isNull();
    assertThat(open(world)).isEmpty();
  }

  @Test
  void whatWasDoneToADeletedServiceHoldsNothingBackForAnother() {
    world.scene.endpoints = 0;
    world.until("acted", Duration.ofMinutes(2), w -> w.overrides().restart() != null);
    makeAnew();
    world.until("acted at once", Duration.ofMinutes(2), w -> w.overrides().restart() != null);
    assertThat(open(world)).hasSize(1);
    assertThat(open(world).getFirst().getStatus().refusals()).as("no cool-down").isEmpty();
  }
}
