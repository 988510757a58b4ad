package dev.realtime.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.MaintenanceWindow;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.Weekday;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.WorkloadFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GuardsTest {
  /** A Thursday. */
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static final EnumSet<Action> ACTIONS = EnumSet.complementOf(EnumSet.of(Action.ESCALATE));
  private final Guards guards = new Guards(StormGuard.DEFAULT);

  private Action action = Action.SCALE_UP;
  private boolean person;
  private RunbookMode runMode = RunbookMode.AUTO;
  private RunbookMode mode = RunbookMode.AUTO;
  private List<ActionPolicy> policies = List.of();
  private List<MaintenanceWindow> windows = List.of();
  private boolean paused;
  private final List<PastAction> history = new ArrayList<>();
  private int actionsInRun;
  private boolean ownRollout;
  private boolean approved;
  private boolean acceptLoss;
  private Fact<WorkloadFact> workload = known(workload(false, false));
  private Fact<RedisFact> redis = known(redis(true, true, true, 10, true));
  private Fleet fleet = new Fleet(10, List.of());

  private static <T> Fact<T> known(T value) {
    return new Fact.Known<>(value, NOW);
  }

  private static WorkloadFact workload(boolean inProgress, boolean stuck) {
    return new WorkloadFact(2, 2, inProgress, stuck, 1.0, 1e9, List.of());
  }

  private static RedisFact redis(
      boolean managed, boolean appendOnly, boolean ok, long keys, boolean volume) {
    return new RedisFact(
        managed,
        true,
        null,
        1,
        new RedisFact.Memory(1, 100, "noeviction", 0, 0),
        new RedisFact.Persistence(appendOnly, ok, true, false, keys),
        List.of(),
        List.of(new RedisFact.RedisPod("r-0", "uid", true, true, volume, false)));
  }

  private Decision decide() {
    RunbookSpec d = RunbookSpec.defaults();
    RunbookSpec policy =
        new RunbookSpec(
            mode,
            policies,
            d.thresholds(),
            d.budget(),
            d.ceilings(),
            d.emergencyReplicas(),
            windows,
            false,
            acceptLoss,
            d.giveBack(),
            d.history());
    Facts facts = new Facts(workload, Fact.never(), Fact.never(), redis, Map.of());
    return guards.decide(
        new GuardRequest(
            "ns/a",
            action,
            person,
            runMode,
            policy,
            paused,
            7,
            history,
            actionsInRun,
            ownRollout,
            approved,
            facts,
            fleet,
            NOW));
  }

  private void assertHeld(String guard, String reason) {
    assertThat(decide()).isInstanceOf(Decision.Hold.class);
    assertThat(((Decision.Hold) decide()).guard()).isEqualTo(guard);
    assertThat(((Decision.Hold) decide()).reason()).contains(reason);
  }

  private void assertRefused(String guard, String reason) {
    assertThat(decide()).isInstanceOf(Decision.Refuse.class);
    assertThat(((Decision.Refuse) decide()).guard()).isEqualTo(guard);
    assertThat(((Decision.Refuse) decide()).reason()).contains(reason);
  }

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

  static Stream<Arguments> unsafe() {
    RedisFact hung =
        new RedisFact(
            true,
            false,
            "timeout",
            0,
            null,
            null,
            List.of(),
            List.of(new RedisFact.RedisPod("r-0", "uid", true, false, true, false)));
    return Stream.of(
        Arguments.of(redis(false, true, true, 10, true), "not managed"),
        Arguments.of(redis(true, false, true, 10, true), "append-only"),
        Arguments.of(redis(true, true, false, 10, true), "last write"),
        Arguments.of(redis(true, true, true, 10, false), "persistent volume"),
        Arguments.of(hung, "not known whether"));
  }

  @ParameterizedTest
  @MethodSource("unsafe")
  void refusesToTouchRedisWhenDataCouldBeLostEvenForAPerson(RedisFact fact, String reason) {
    redis = known(fact);
    for (Action each : List.of(Action.RESTART_REDIS, Action.RAISE_REDIS_MEMORY)) {
      for (boolean asked : List.of(true, false)) {
        action = each;
        person = asked;
        assertRefused("data-safety", reason);
      }
    }
  }

  @Test
  void losesDataOnlyWhereTheTeamAcceptsIt() {
    action = Action.RESTART_REDIS;
    redis = known(redis(true, false, true, 10, false));
    acceptLoss = true;
    assertThat(decide()).isEqualTo(new Decision.Allow());
    redis = known(redis(false, false, true, 10, false));
    assertRefused("data-safety", "not managed");
  }

  @Test
  void restartsARedisThatIsDeadAnyway() {
    action = Action.RESTART_REDIS;
    redis =
        known(
            new RedisFact(
                true,
                false,
                "connection refused",
                0,
                null,
                null,
                List.of(),
                List.of(new RedisFact.RedisPod("r-0", "uid", false, false, false, false))));
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void holdsOnRedisWhileItLoadsOrIsReplacedOrIsUnknown() {
    action = Action.RESTART_REDIS;
    redis = new Fact.Unknown<>("not looked at yet", NOW);
    assertHeld("data-safety", "not known what Redis holds");
    redis =
        known(
            new RedisFact(
                true,
                true,
                null,
                1,
                null,
                new RedisFact.Persistence(true, true, true, true, 5),
                List.of(),
                List.of()));
    assertHeld("data-safety", "reading its data set");
    redis =
        known(
            new RedisFact(
                true,
                false,
                "refused",
                0,
                null,
                null,
                List.of(),
                List.of(new RedisFact.RedisPod("r-0", "uid", true, false, true, true))));
    assertHeld("data-safety", "being replaced");
  }

  @Test
  void allowsToRestartAnEmptyRedisWithoutPersistence() {
    action = Action.RESTART_REDIS;
    redis = known(redis(true, false, true, 0, false));
    assertThat(decide()).isEqualTo(new Decision.Allow());
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
}
