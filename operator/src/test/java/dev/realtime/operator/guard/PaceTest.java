package dev.realtime.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.MaintenanceWindow;
import dev.realtime.api.v1alpha1.runbook.Weekday;
import dev.realtime.operator.signal.Fact;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an action has to wait: planned work, rollouts, cool-downs, the budget. */
class PaceTest extends GuardScene {
  @Test
  void holdsDuringPlannedWorkOverMidnightInItsOwnTimeZone() {
    // 12:00 UTC on a Thursday is 01:00 on Friday in Auckland; the window began on Thursday, 23:30.
    windows =
        List.of(new MaintenanceWindow(List.of(Weekday.THURSDAY), "23:30", 120, "Pacific/Auckland"));
    assertHeld("maintenance-window", "2026-01-01T12:30:00Z");
    person = true;
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void actsInNoTimeThatItCannotTell() {
    windows = List.of(new MaintenanceWindow(List.of(), "10:00", 60, "Mars/Olympus"));
    assertRefused("maintenance-window", "Mars/Olympus");
  }

  @Test
  void doesNotHoldOutsideOfPlannedWork() {
    windows =
        List.of(
            new MaintenanceWindow(List.of(Weekday.FRIDAY), "11:00", 120, "UTC"),
            new MaintenanceWindow(List.of(), "10:00", 120, "UTC"),
            new MaintenanceWindow(List.of(), "12:01", 60, "UTC"));
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void replacesNoPodsWhilePodsAreBeingReplaced() {
    workload = known(workload(true, false));
    for (Action each : List.of(Action.RESTART, Action.RAISE_LIMIT)) {
      action = each;
      assertHeld("rollout", "in progress");
    }
    for (Action each :
        List.of(
            Action.ROLLBACK,
            Action.RESTORE_CONFIGURATION,
            Action.SCALE_UP,
            // Not the server's pods.
            Action.RESTART_REDIS)) {
      action = each;
      assertThat(decide()).as(each.text()).isEqualTo(new Decision.Allow());
    }
  }

  @Test
  void doesNotWaitForTheRolloutOfItsOwnLastActionWhichHasHadItsTime() {
    action = Action.RAISE_LIMIT;
    workload = known(workload(true, false));
    ownRollout = true;
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void takesAStuckRolloutForAnEndedOneAndAnUnseenOneForOneInProgress() {
    action = Action.RESTART;
    workload = known(workload(true, true));
    assertThat(decide()).isEqualTo(new Decision.Allow());
    workload = new Fact.Unknown<>("the API server does not answer", NOW);
    assertHeld("rollout", "not known");
  }

  @Test
  void doesNotRepeatAnActionWithinItsCoolDown() {
    action = Action.RESTART;
    history.add(new PastAction(Action.RESTART, NOW.minusSeconds(599), 7));
    assertHeld("cool-down", "less than 600 s ago");
    assertThat(((Decision.Hold) decide()).until()).isEqualTo(NOW.plusSeconds(1));
    action = Action.SCALE_UP;
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void forgetsTheCoolDownWithANewGenerationOfTheSpec() {
    action = Action.RESTART;
    history.add(new PastAction(Action.RESTART, NOW.minusSeconds(1), 6));
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void takesTheTeamsOwnCoolDown() {
    action = Action.RESTART;
    policies = List.of(new ActionPolicy(action, null, 0, null));
    history.add(new PastAction(Action.RESTART, NOW, 7));
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void stopsAfterSixActionsWithinAnHourOverAllGenerations() {
    for (int i = 0; i < 5; i++) {
      history.add(new PastAction(Action.ROLLBACK, NOW.minus(Duration.ofMinutes(10L * i)), i));
    }
    history.add(new PastAction(Action.GIVE_BACK, NOW.minusSeconds(1), 7));
    history.add(new PastAction(Action.ESCALATE, NOW.minusSeconds(1), 7));
    history.add(new PastAction(Action.RESTART, NOW.minus(Duration.ofMinutes(61)), 7));
    assertThat(decide()).isEqualTo(new Decision.Allow());
    history.add(new PastAction(Action.RESTART, NOW.minus(Duration.ofMinutes(59)), 7));
    assertRefused("budget", "6 actions within the last hour");
    action = Action.GIVE_BACK;
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void turnsClientsAwayWhenTheBudgetForRepairsIsUsedUp() {
    actionsInRun = 4;
    assertRefused("budget", "its 4 actions");
    for (int i = 0; i < 6; i++) {
      history.add(new PastAction(Action.RESTART, NOW.minusSeconds(60), 7));
    }
    action = Action.MAINTENANCE_ON;
    assertThat(decide()).isEqualTo(new Decision.Allow());
    history.add(new PastAction(Action.MAINTENANCE_ON, NOW.minusSeconds(60), 7));
    assertHeld("cool-down", "less than 300 s ago");
  }
}
