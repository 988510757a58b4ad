package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pods that are killed for their memory get more of it, step by step, up to the ceiling. */
class LimitLadderTest {
  private static final double MEBIBYTE = 1 << 20;

  private final World world = new World(new MemoryWorkspace());

  private RunbookRunStatus status() {
    return world.onlyRun().getStatus();
  }

  private List<Action> actions() {
    return status().steps().stream().map(RunStep::action).toList();
  }

  /** A service of 512 MiB that needs more; the ceiling is 1 GiB. Crashing pods end no rollout. */
  private void serviceThatNeeds(double mebibytes) {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO, new Ceilings(2, null, new Quantity("1Gi"), null), false));
    world.cluster =
        w -> {
          var limits = w.overrides().limits();
          if (limits != null && limits.memory() != null) {
            w.memoryLimit = limits.memory().getNumericalAmount().doubleValue();
          }
          boolean fits = w.memoryLimit >= mebibytes * MEBIBYTE;
          w.scene.endpoints = fits ? 2 : 0;
          w.lastEnd = fits ? null : new Termination("OOMKilled", 137, w.scene.now(), null);
          w.rolloutInProgress = !fits && limits != null;
        };
  }

  @Test
  void goesOnToTheCeilingWhenTheFirstStepIsNotEnough() {
    serviceThatNeeds(900);
    world.until("first step", Duration.ofMinutes(2), w -> w.memoryLimit == 768 * MEBIBYTE);
    world.run(Duration.ofSeconds(290));
    assertThat(actions()).as("each step has its time").containsExactly(Action.RAISE_LIMIT);
    world.until("second step", Duration.ofSeconds(25), w -> w.memoryLimit == 1024 * MEBIBYTE);
    assertThat(status().refusals()).isEmpty();
    world.until("over", Duration.ofMinutes(2), w -> !w.onlyRun().open());
    assertThat(status().state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(status().steps())
        .extracting(RunStep::action, RunStep::outcome)
        .containsExactly(
            tuple(Action.RAISE_LIMIT, StepOutcome.INEFFECTIVE),
            tuple(Action.RAISE_LIMIT, StepOutcome.EFFECTIVE));
    assertThat(status().steps().getLast().wayBack()).contains("set spec.resources");
    assertThat(status().steps().getLast().message()).contains("2 pods are ready");
  }

  @Test
  void callsAPersonWhenTheCeilingIsNotEnoughEither() {
    serviceThatNeeds(5000);
    world.until(
        "escalated",
        Duration.ofMinutes(20),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    assertThat(actions()).containsExactly(Action.RAISE_LIMIT, Action.RAISE_LIMIT, Action.ESCALATE);
    assertThat(world.memoryLimit).as("never above the ceiling").isEqualTo(1024 * MEBIBYTE);
  }

  @Test
  void stopsAtTheStepThatHelps() {
    serviceThatNeeds(700);
    world.until("over", Duration.ofMinutes(5), w -> !w.runs().isEmpty() && !w.onlyRun().open());
    assertThat(actions()).containsExactly(Action.RAISE_LIMIT);
    assertThat(world.memoryLimit).isEqualTo(768 * MEBIBYTE);
  }
}
