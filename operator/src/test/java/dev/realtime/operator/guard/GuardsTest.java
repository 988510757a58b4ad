package dev.realtime.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what: modes, people, pauses, storms. */
class GuardsTest extends GuardScene {
  @Test
  void allowsEveryActionOnAQuietDay() {
    for (Action each : Action.values()) {
      action = each;
      assertThat(decide()).as(each.text()).isEqualTo(new Decision.Allow());
    }
  }

  @Test
  void holdsEverythingOnAPausedServiceEvenForAPerson() {
    paused = true;
    for (Action each : ACTIONS) {
      for (boolean asked : List.of(true, false)) {
        action = each;
        person = asked;
        assertHeld("pause", "realtime.dev/paused");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void letsAnEscalationThroughWhateverHappens(Action ignored) {
    action = Action.ESCALATE;
    paused = true;
    actionsInRun = 99;
    mode = RunbookMode.APPROVE;
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  static Stream<Arguments> modes() {
    return Stream.of(
        // runbook, action's policy, run, asked by a person, decision
        Arguments.of("AUTO", null, "AUTO", false, Decision.Allow.class),
        Arguments.of("APPROVE", null, "AUTO", false, Decision.NeedsApproval.class),
        Arguments.of("DRY_RUN", null, "AUTO", false, Decision.DryRun.class),
        Arguments.of("OFF", null, "AUTO", false, Decision.Refuse.class),
        Arguments.of("AUTO", "APPROVE", "AUTO", false, Decision.NeedsApproval.class),
        Arguments.of("AUTO", "OFF", "AUTO", false, Decision.Refuse.class),
        Arguments.of("OFF", "AUTO", "AUTO", false, Decision.Refuse.class),
        Arguments.of("APPROVE", "DRY_RUN", "AUTO", false, Decision.DryRun.class),
        Arguments.of("AUTO", null, "DRY_RUN", false, Decision.DryRun.class),
        Arguments.of("OFF", "OFF", "AUTO", true, Decision.Allow.class),
        Arguments.of("AUTO", null, "APPROVE", true, Decision.NeedsApproval.class),
        Arguments.of("AUTO", null, "DRY_RUN", true, Decision.DryRun.class));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void takesTheStrictestModeUnlessAPersonAsked(
      RunbookMode runbook, RunbookMode own, RunbookMode run, boolean asked, Class<?> expected) {
    mode = runbook;
    runMode = run;
    person = asked;
    policies = own == null ? List.of() : List.of(new ActionPolicy(action, own, null, null));
    assertThat(decide()).isInstanceOf(expected);
  }

  @Test
  void goesAheadOnceThePlanIsApproved() {
    mode = RunbookMode.APPROVE;
    approved = true;
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void neverAsksForApprovalOfWhatItWouldRefuse() {
    mode = RunbookMode.APPROVE;
    actionsInRun = 4;
    assertRefused("budget", "4 actions");
  }

  @Test
  void holdsWhenAThirdOfTheServicesAreInTroubleAtOnce() {
    fleet =
        new Fleet(
            9,
            List.of(
                new Fleet.Opened("ns/a", NOW.minusSeconds(10)),
                new Fleet.Opened("ns/b", NOW.minusSeconds(100)),
                new Fleet.Opened("ns/c", NOW.minusSeconds(200))));
    assertHeld("storm", "3 of 9 services");
    assertThat(((Decision.Hold) decide()).until()).isEqualTo(NOW.plusSeconds(290));
  }

  @Test
  void seesNoStormInOldOrFewOrRepeatedIncidents() {
    fleet =
        new Fleet(
            9,
            List.of(
                new Fleet.Opened("ns/a", NOW.minusSeconds(10)),
                new Fleet.Opened("ns/a", NOW.minusSeconds(20)),
                new Fleet.Opened("ns/b", NOW.minusSeconds(100)),
                new Fleet.Opened("ns/c", NOW.minusSeconds(301))));
    assertThat(decide()).isEqualTo(new Decision.Allow());
    fleet = new Fleet(2, fleet.opened());
    assertThat(decide()).as("two of two are too few to tell").isEqualTo(new Decision.Allow());
  }
}
