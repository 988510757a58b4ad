package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.TcpDependency;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls to a dependency that fails are stopped: its failures are gone then, its trouble is not. */
class OpenCircuitTest {
  private static final RunbookSpec POLICY = RunbookSpec.defaults();
  private static final Dependency BACKEND =
      new Dependency(
          "backend",
          null,
          null,
          new TcpDependency("backend", 1),
          null,
          null,
          2000,
          5,
          new DependencyPolicy(List.of(), null, null, true));

  private final World world = new World(new MemoryWorkspace());
  private boolean backendWell;

  /** Half of the requests are calls to the backend: they fail, or are refused while stopped. */
  OpenCircuitTest() {
    world.service = TestServices.service(1, POLICY, BACKEND);
    world.cluster =
        w -> {
          boolean stopped = !w.overrides().proxies().isEmpty();
          w.scene.requestsPerSecond = stopped ? 10 : 20;
          w.scene.refusedPerSecond = stopped ? 10 : 0;
          w.scene.failedShare = stopped || backendWell ? 0 : 0.5;
          w.dependencies.put("backend", new Fact.Known<>(backend(), w.scene.now()));
        };
  }

  private DependencyFact backend() {
    return new DependencyFact(
        "backend",
        false,
        backendWell,
        backendWell ? null : "status 503",
        5,
        false,
        null,
        null,
        List.of());
  }

  private RunbookRunStatus status() {
    return world.onlyRun().getStatus();
  }

  private void stopped() {
    world.until("stopped", Duration.ofMinutes(2), w -> !w.overrides().proxies().isEmpty());
  }

  @Test
  void theIncidentIsOverWhenTheBackendIsWellAndNotBefore() {
    stopped();
    world.run(Duration.ofSeconds(110));
    assertThat(world.scene.refusedPerSecond).as("calls are refused").isPositive();
    assertThat(status().state()).as("the symptom is gone").isEqualTo(RunState.VERIFYING);
    backendWell = true;
    Instant well = world.scene.now();
    world.tick();
    assertThat(status().state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(status().recoveredAt()).isAfterOrEqualTo(well);
    assertThat(status().steps())
        .extracting(RunStep::action, RunStep::outcome)
        .containsExactly(tuple(Action.OPEN_CIRCUIT, StepOutcome.EFFECTIVE));
    world.until("closed again", Duration.ofMinutes(2), w -> w.overrides().proxies().isEmpty());
    world.run(Duration.ofMinutes(10));
    assertThat(world.runs()).as("nothing reopens").hasSize(1);
  }

  @Test
  void aPersonIsCalledForABackendThatStaysAsItIs() {
    stopped();
    world.until("escalated", Duration.ofMinutes(3), w -> status().state() == RunState.ESCALATED);
    assertThat(status().steps())
        .extracting(RunStep::action, RunStep::outcome)
        .containsExactly(
            tuple(Action.OPEN_CIRCUIT, StepOutcome.EFFECTIVE),
            tuple(Action.ESCALATE, StepOutcome.EFFECTIVE));
    assertThat(status().steps().getFirst().message())
        .isEqualTo("calls to backend are stopped, which is not well yet");
    world.run(Duration.ofHours(1));
    assertThat(status().open()).as("still to be seen").isTrue();
    assertThat(world.overrides().proxies()).as("still stopped").hasSize(1);
    backendWell = true;
    world.tick();
    assertThat(status().state()).isEqualTo(RunState.ESCALATED);
    assertThat(status().open()).isFalse();
  }

  @Test
  void aBackendThatCannotBeSeenIsNotTakenForWell() {
    stopped();
    backendWell = true;
    world.cluster =
        w -> {
          w.scene.failedShare = 0;
          w.dependencies.put("backend", new Fact.Unknown<>("nobody asks it", w.scene.now()));
        };
    world.run(Duration.ofMinutes(10));
    assertThat(status().open()).isTrue();
  }

  @Test
  void theIncidentEndsWithANewSpecThatGivesTheCircuitBack() {
    stopped();
    world.service = TestServices.service(2, POLICY, BACKEND);
    world.tick();
    assertThat(status().open()).isFalse();
    assertThat(world.overrides().proxies()).isEmpty();
  }
}
