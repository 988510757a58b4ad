package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.Approval;
import dev.realtime.api.v1alpha1.runbook.MaintenanceWindow;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.operator.guard.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replicas are given back only as far as the guards let it. */
class GiveBackTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  private static RunbookSpec policy(RunbookMode giveBack) {
    return TestServices.policy(
        RunbookMode.AUTO,
        RunbookSpec.defaults().ceilings(),
        false,
        new ActionPolicy(Action.GIVE_BACK, giveBack, null, null));
  }

  /** From 2 replicas to 10; well again within a minute. */
  private void scaledUp(RunbookSpec policy) {
    world.service = TestServices.service(1, policy);
    world.scene.shedPerSecond = 50;
    world.cluster =
        w -> {
          var added = w.overrides().replicas();
          w.replicas = added == null ? 2 : added.floor();
          w.scene.shedPerSecond = added == null && w.runs().isEmpty() ? 50 : 0;
        };
    world.until("over", Duration.ofMinutes(5), w -> !w.runs().isEmpty() && !w.onlyRun().open());
    assertThat(floor()).isEqualTo(10);
  }

  private int floor() {
    return world.overrides().replicas().floor();
  }

  private List<RunbookRun> giveBacks() {
    return world.runs().stream()
        .filter(run -> run.getMetadata().getName().contains("giveback"))
        .toList();
  }

  private RunbookRunStatus status() {
    assertThat(giveBacks()).hasSize(1);
    return giveBacks().getFirst().getStatus();
  }

  @Test
  void isRefusedOnceWhereTheSpecForbidsIt() {
    scaledUp(policy(RunbookMode.OFF));
    world.run(Duration.ofHours(12));
    assertThat(floor()).isEqualTo(10);
    assertThat(status().state()).isEqualTo(RunState.REFUSED);
    assertThat(status().summary()).contains("mode", "does not allow GiveBack");
    assertThat(status().refusals()).extracting(Refusal::guard).containsExactly("mode");
  }

  @Test
  void isWrittenDownOnceInADryRun() {
    scaledUp(policy(RunbookMode.DRY_RUN));
    world.run(Duration.ofHours(12));
    assertThat(floor()).isEqualTo(10);
    assertThat(status().state()).isEqualTo(RunState.DRY_RUN);
    assertThat(status().summary()).contains("would remove one step of what was scaled up");
  }

  @Test
  void waitsForConsentToAllOfItsSteps() {
    scaledUp(policy(RunbookMode.APPROVE));
    world.run(Duration.ofHours(12));
    assertThat(floor()).isEqualTo(10);
    assertThat(status().state()).isEqualTo(RunState.AWAITING_APPROVAL);
    RunbookRunSpec spec = giveBacks().getFirst().getSpec();
    giveBacks()
        .getFirst()
        .setSpec(
            new RunbookRunSpec(
                spec.service(),
                spec.procedure(),
                spec.trigger(),
                spec.symptom(),
                spec.reason(),
                spec.parameters(),
                spec.mode(),
                new Approval(status().plan().hash(), "alice")));
    world.until("all given back", Duration.ofHours(1), w -> w.overrides().replicas() == null);
    world.tick();
    assertThat(status().state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(status().steps()).hasSize(8);
  }

  @Test
  void waitsForTheEndOfPlannedWork() {
    scaledUp(
        TestServices.withWindows(
            RunbookSpec.defaults(), new MaintenanceWindow(List.of(), "00:10", 60, "UTC")));
    world.run(Duration.ofMinutes(30));
    assertThat(status().refusals())
        .extracting(Refusal::guard)
        .containsExactly("maintenance-window");
    assertThat(status().summary()).contains("held back (maintenance-window)");
    assertThat(floor()).isEqualTo(10);
    world.until("begun", Duration.ofHours(1), w -> floor() == 9);
    assertThat(world.scene.now()).isEqualTo(Instant.parse("2026-01-01T01:10:00Z"));
    world.until("all given back", Duration.ofHours(1), w -> w.overrides().replicas() == null);
  }

  @Test
  void waitsInTheMiddleWhileManyServicesAreInTroubleOrItIsPaused() {
    scaledUp(policy(null));
    world.until("begun", Duration.ofMinutes(15), w -> floor() == 9);
    world.service = TestServices.paused(world.service);
    world.run(Duration.ofMinutes(30));
    assertThat(floor()).isEqualTo(9);
    assertThat(status().refusals()).extracting(Refusal::guard).containsExactly("pause");
    world.service = TestServices.service(1, policy(null));
    world.until("second", Duration.ofSeconds(10), w -> floor() == 8);
    world.fleet =
        new Fleet(
            5,
            List.of(
                new Fleet.Opened("default/a", world.scene.now()),
                new Fleet.Opened("default/b", world.scene.now()),
                new Fleet.Opened("default/c", world.scene.now())));
    world.run(Duration.ofMinutes(4));
    assertThat(floor()).isEqualTo(8);
    assertThat(status().refusals()).extracting(Refusal::guard).endsWith("storm");
    world.run(Duration.ofMinutes(4));
    assertThat(floor()).isLessThan(8);
  }
}
