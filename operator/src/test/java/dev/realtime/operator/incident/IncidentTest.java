package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.Approval;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Check;
import dev.realtime.api.v1alpha1.runbook.CheckVerdict;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.NotificationEvent;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.WebhookReceiver;
import dev.realtime.operator.guard.Fleet;
import dev.realtime.operator.signal.PersistenceNote;
import dev.realtime.operator.signal.RedisFact;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IncidentTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  private RunbookRunStatus status() {
    return world.onlyRun().getStatus();
  }

  private List<Action> actions() {
    return status().steps().stream().map(RunStep::action).toList();
  }

  private void badRollout() {
    world.run(Duration.ofMinutes(2));
    world.rollout = World.badRollout(world.scene.now());
    world.scene.failedShare = 1;
    world.cluster =
        w -> {
          if (w.overrides().revision() != null) {
            w.scene.failedShare = 0;
          }
        };
  }

  @Test
  void doesNothingAndWritesNothingMoreWhileTheServiceIsWell() {
    world.run(Duration.ofMinutes(2));
    int writes = workspace.writes;
    world.run(Duration.ofMinutes(10));
    assertThat(world.runs()).isEmpty();
    assertThat(workspace.writes - writes).as("time passing is no news").isZero();
  }

  @Test
  void everySecondCountsFromTheFirstSignsUntilTheIncidentIsOver() {
    assertThat(world.busy()).as("before the first look").isTrue();
    world.run(Duration.ofMinutes(2));
    assertThat(world.busy()).as("while it is well").isFalse();

    world.scene.failedShare = 1;
    world.run(Duration.ofSeconds(15));
    assertThat(world.runs()).isEmpty();
    assertThat(world.busy()).as("while it is suspected").isTrue();

    world.until("an incident", Duration.ofMinutes(3), w -> !w.runs().isEmpty());
    world.scene.failedShare = 0;
    world.until("over", Duration.ofMinutes(30), w -> w.runs().stream().noneMatch(r -> r.open()));
    world.run(Duration.ofMinutes(10));
    assertThat(world.busy()).as("when it is over").isFalse();
  }

  @Test
  void writesFiguresThatHaveChangedMuchOnceAMinute() {
    world.run(Duration.ofMinutes(2));
    int writes = workspace.writes;
    world.cluster = w -> w.scene.endpoints = w.scene.endpoints == 2 ? 3 : 2;
    world.run(Duration.ofMinutes(10));
    assertThat(workspace.writes - writes).isBetween(5, 10);
  }

  @Test
  void noCauseIsNamedWhileThePodsCannotBeSeenForTheyMayShowAnother() {
    badRollout();
    world.podsUnseen = true;
    world.until("an incident", Duration.ofMinutes(3), w -> !w.runs().isEmpty());
    world.run(Duration.ofSeconds(60));
    assertThat(status().plan()).isNull();

    world.podsUnseen = false;
    world.until("a plan", Duration.ofSeconds(10), _ -> status().plan() != null);
    assertThat(status().cause()).isEqualTo(Cause.BAD_ROLLOUT);
  }

  @Test
  void restartOfTheOperatorIsNoNewsOfTheService() {
    world.rollout = World.badRollout(world.scene.now());
    world.run(Duration.ofMinutes(5));
    int writes = workspace.writes;
    world.restartOperator();
    world.blind = true;
    world.unread = true;
    world.run(Duration.ofSeconds(30));
    world.blind = false;
    world.unread = false;
    world.run(Duration.ofMinutes(5));
    assertThat(workspace.writes - writes).isZero();
  }

  @Test
  void sourceThatIsNotReadForLongAfterARestartIsUnknown() {
    world.run(Duration.ofMinutes(5));
    world.restartOperator();
    world.blind = true;
    world.unread = true;
    world.run(Duration.ofMinutes(3));
    assertThat(workspace.part.checklist())
        .filteredOn(item -> item.verdict() == CheckVerdict.OK)
        .isEmpty();
    assertThat(workspace.part.symptoms()).isNotEmpty();
  }

  @Test
  void sourceThatCannotBeReadAfterARestartIsUnknownAtOnce() {
    world.run(Duration.ofMinutes(5));
    world.rollout = World.badRollout(world.scene.now());
    world.run(Duration.ofMinutes(5));
    world.restartOperator();
    world.rollout = null;
    world.tick();
    assertThat(workspace.part.checklist())
        .filteredOn(item -> item.check() == Check.RECENT_DEPLOYMENTS)
        .extracting(ChecklistItem::verdict)
        .containsExactly(CheckVerdict.UNKNOWN);
  }

  @Test
  void makesNoPlanBeforeItHasLooked() {
    badRollout();
    world.blind = true;
    world.until("an incident", Duration.ofMinutes(3), w -> !w.runs().isEmpty());
    world.run(Duration.ofSeconds(60));
    assertThat(status().plan()).isNull();
    world.blind = false;
    world.run(Duration.ofSeconds(10));
    assertThat(status().cause()).isEqualTo(Cause.BAD_ROLLOUT);
    assertThat(actions()).containsExactly(Action.ROLLBACK);
  }

  @Test
  void rollsBackABadRolloutAndTellsTheStory() {
    badRollout();
    Duration toAct =
        world.until("acted", Duration.ofMinutes(3), w -> w.overrides().revision() != null);
    assertThat(toAct).isLessThanOrEqualTo(Duration.ofSeconds(65));
    assertThat(status().state()).isEqualTo(RunState.VERIFYING);
    assertThat(workspace.part.incident().action()).isEqualTo(Action.ROLLBACK);
    world.until("over", Duration.ofMinutes(3), w -> !w.onlyRun().open());
    RunbookRunStatus status = status();
    assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(status.cause()).isEqualTo(Cause.BAD_ROLLOUT);
    assertThat(status.steps()).hasSize(1);
    assertThat(status.steps().getFirst().outcome()).isEqualTo(StepOutcome.EFFECTIVE);
    assertThat(status.steps().getFirst().wayBack()).contains("new generation");
    assertThat(status.evidence()).anySatisfy(e -> assertThat(e.text()).contains("+ image: a:2"));
    assertThat(status.summary()).contains("HighErrorRate", "Rollback helped");
    assertThat(status.suspectedAt()).isBefore(status.detectedAt());
    assertThat(status.actedAt()).isEqualTo(status.detectedAt());
    assertThat(status.recoveredAt()).isAfter(status.actedAt()).isBefore(status.finishedAt());
    assertThat(workspace.part.incident()).isNull();
    assertThat(world.overrides().revision().image()).isEqualTo("a:1");
  }

  @Test
  void dropsTheOverrideWithANewGenerationOfTheSpec() {
    badRollout();
    world.until("acted", Duration.ofMinutes(3), w -> w.overrides().revision() != null);
    world.service = TestServices.service(2, RunbookSpec.defaults());
    world.cluster = w -> {};
    world.tick();
    assertThat(world.overrides().revision()).isNull();
    assertThat(status().open()).isFalse();
    assertThat(status().summary()).contains("generation 2");
  }

  @Test
  void beginsAnewWhenTheSymptomOutlivesANewGeneration() {
    world.scene.endpoints = 0;
    world.until("acted", Duration.ofMinutes(3), w -> w.overrides().restart() != null);
    world.service = TestServices.service(2, RunbookSpec.defaults());
    world.run(Duration.ofSeconds(10));
    assertThat(world.runs()).hasSize(2);
    assertThat(world.runs()).filteredOn(RunbookRun::open).hasSize(1);
  }

  @Test
  void takesTheNextRungOnlyWhenTheFormerDidNotHelpAndEndsWithAPerson() {
    world.service =
        TestServices.service(
            1, TestServices.policy(RunbookMode.AUTO, new Ceilings(10, null, null, null), true));
    world.scene.shedPerSecond = 50;
    world.until("acted", Duration.ofMinutes(1), w -> w.overrides().replicas() != null);
    assertThat(world.overrides().replicas().floor()).isEqualTo(10);
    world.run(Duration.ofSeconds(170));
    assertThat(actions()).containsExactly(Action.EMERGENCY_SCALE);
    world.until("escalated", Duration.ofMinutes(5), w -> status().state() == RunState.ESCALATED);
    assertThat(actions())
        .containsExactly(Action.EMERGENCY_SCALE, Action.MAINTENANCE_ON, Action.ESCALATE);
    assertThat(status().steps().getFirst().outcome()).isEqualTo(StepOutcome.INEFFECTIVE);
    assertThat(world.overrides().maintenance().enabled()).isTrue();
    assertThat(status().open()).isTrue();
    int steps = status().steps().size();
    world.run(Duration.ofMinutes(30));
    assertThat(status().steps()).as("a person has been called").hasSize(steps);
    world.scene.shedPerSecond = 0;
    world.maintenanceByHand = false;
    world.until("over", Duration.ofMinutes(3), w -> !w.onlyRun().open());
    assertThat(status().state()).isEqualTo(RunState.ESCALATED);
    assertThat(status().recoveredAt()).isNotNull();
  }

  private static ServiceView toldTo(ServiceView service, NotificationReceiver... receivers) {
    return new ServiceView(
        service.namespace(),
        service.name(),
        service.uid(),
        service.generation(),
        service.paused(),
        service.maintenance(),
        service.policy(),
        service.dependencies(),
        service.monitoring(),
        List.of(receivers));
  }

  private RunStep escalation() {
    world.scene.failedShare = 1;
    world.until(
        "escalated",
        Duration.ofMinutes(5),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    return status().steps().getLast();
  }

  @Test
  void claimsOfNobodyThatHeHasBeenTold() {
    assertThat(escalation().message())
        .isEqualTo("a person is needed; spec.notifications has nobody to tell");
  }

  @Test
  void namesWhoIsToBeTold() {
    var hook = new WebhookReceiver("http://nowhere", null, null);
    world.service =
        toldTo(
            world.service,
            new NotificationReceiver("team", List.of(), hook, null, null),
            new NotificationReceiver("log", List.of(NotificationEvent.RESOLVED), hook, null, null),
            new NotificationReceiver(
                "pager", List.of(NotificationEvent.ESCALATED), hook, null, null));
    assertThat(escalation().message()).isEqualTo("a person is needed; to be told: team, pager");
  }

  @Test
  void turnsClientsAwayWhenTheBudgetAllowsNoMoreAttempts() {
    world.service =
        TestServices.service(
            1,
            TestServices.withBudget(
                TestServices.policy(RunbookMode.AUTO, new Ceilings(10, null, null, null), true),
                1,
                1));
    world.scene.shedPerSecond = 50;
    world.until(
        "escalated",
        Duration.ofMinutes(10),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    assertThat(actions())
        .containsExactly(Action.EMERGENCY_SCALE, Action.MAINTENANCE_ON, Action.ESCALATE);
    assertThat(status().steps().get(1).outcome()).isEqualTo(StepOutcome.EFFECTIVE);
    assertThat(world.overrides().maintenance().enabled()).isTrue();
  }

  @Test
  void recordsARungThatIsNotPossibleAndGoesOn() {
    world.run(Duration.ofMinutes(2));
    var bad = World.badRollout(world.scene.now());
    world.rollout =
        new dev.realtime.operator.signal.RolloutFact(
            bad.current(), bad.startedAt(), bad.changed(), bad.diff(), null);
    world.scene.failedShare = 1;
    world.until(
        "escalated",
        Duration.ofMinutes(3),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    assertThat(status().steps().getFirst().outcome()).isEqualTo(StepOutcome.REFUSED);
    assertThat(status().refusals())
        .extracting(Refusal::reason)
        .containsExactly("no revision has been healthy for long enough yet");
  }

  @Test
  void onlySaysWhatItWouldDoInADryRun() {
    world.service =
        TestServices.service(
            1, TestServices.policy(RunbookMode.DRY_RUN, new Ceilings(10, null, null, null), false));
    world.scene.endpoints = 0;
    world.run(Duration.ofMinutes(10));
    assertThat(status().state()).isEqualTo(RunState.DRY_RUN);
    assertThat(status().summary()).contains("would replace the pods, new ones first");
    assertThat(world.overrides()).isEqualTo(dev.realtime.api.v1alpha1.runbook.Overrides.none());
    world.scene.endpoints = 2;
    world.until("over", Duration.ofMinutes(2), w -> !w.onlyRun().open());
    assertThat(status().state()).isEqualTo(RunState.DRY_RUN);
  }

  @Test
  void opensNothingWhenTheRunbookIsOff() {
    world.service =
        TestServices.service(
            1, TestServices.policy(RunbookMode.OFF, new Ceilings(10, null, null, null), false));
    world.scene.endpoints = 0;
    world.run(Duration.ofMinutes(10));
    assertThat(world.runs()).isEmpty();
    assertThat(workspace.part.symptoms())
        .anySatisfy(s -> assertThat(s.symptom()).isEqualTo(Symptom.SERVICE_DOWN));
  }

  private void approve(String plan) {
    RunbookRun run = world.onlyRun();
    RunbookRunSpec s = run.getSpec();
    run.setSpec(
        new RunbookRunSpec(
            s.service(),
            s.procedure(),
            s.trigger(),
            s.symptom(),
            s.reason(),
            s.parameters(),
            s.mode(),
            new Approval(plan, "alice")));
  }

  @Test
  void waitsForApprovalOfExactlyThePlanThatStands() {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO,
                new Ceilings(10, null, null, null),
                false,
                new ActionPolicy(Action.RESTART, RunbookMode.APPROVE, null, null)));
    world.scene.endpoints = 0;
    world.run(Duration.ofMinutes(30));
    assertThat(status().state()).isEqualTo(RunState.AWAITING_APPROVAL);
    assertThat(status().summary()).contains(status().plan().hash());
    approve("outdated");
    world.run(Duration.ofSeconds(30));
    assertThat(status().state()).isEqualTo(RunState.AWAITING_APPROVAL);
    assertThat(status().approval().accepted()).isFalse();
    assertThat(status().summary()).contains("refused", "alice");
    assertThat(world.overrides().restart()).isNull();
    approve(status().plan().hash());
    world.tick();
    assertThat(status().approval().accepted()).isTrue();
    assertThat(status().approval().by()).isEqualTo("alice");
    assertThat(world.overrides().restart()).isNotNull();
  }

  @Test
  void onlyRecordsOnAPausedServiceAndActsWhenItIsNotPausedAnyMore() {
    world.scene.endpoints = 0;
    world.service = TestServices.paused(world.service);
    world.run(Duration.ofMinutes(30));
    assertThat(status().steps()).isEmpty();
    assertThat(status().refusals()).hasSize(1);
    assertThat(status().refusals().getFirst().guard()).isEqualTo("pause");
    assertThat(status().summary()).contains("held back (pause)", "realtime.dev/paused");
    assertThat(world.overrides()).isEqualTo(Overrides.none());
    world.service = TestServices.service(1, RunbookSpec.defaults());
    world.tick();
    assertThat(world.overrides().restart()).isNotNull();
  }

  @Test
  void finishesWhatItHasBegunWhenTheServiceIsPausedInBetween() {
    world.scene.endpoints = 0;
    world.until("acted", Duration.ofMinutes(2), w -> w.overrides().restart() != null);
    world.service = TestServices.paused(world.service);
    world.scene.endpoints = 2;
    world.until("over", Duration.ofMinutes(2), w -> !w.onlyRun().open());
    assertThat(status().state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void remembersACoolDownThatIsLongerThanItsRecordsWouldBeKept() {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO,
                RunbookSpec.defaults().ceilings(),
                false,
                new ActionPolicy(Action.RESTART, null, 86400, null)));
    for (int i = 0; i < 80; i++) {
      world.scene.endpoints = 0;
      world.cluster =
          w -> {
            if (w.overrides().restart() != null) {
              w.scene.endpoints = 2;
            }
          };
      world.run(Duration.ofMinutes(2));
      world.cluster = w -> {};
      world.scene.endpoints = 2;
      world.run(Duration.ofMinutes(10));
    }
    long restarts =
        workspace.parts.stream()
            .map(part -> part.overrides().restart())
            .filter(Objects::nonNull)
            .distinct()
            .count();
    assertThat(restarts).as("restarts in 16 hours").isEqualTo(1);
  }

  @Test
  void holdsStillInAStormAndSaysSo() {
    world.scene.endpoints = 0;
    world.cluster = w -> w.fleet = w.storm();
    world.run(Duration.ofMinutes(5));
    assertThat(status().state()).isEqualTo(RunState.PENDING);
    assertThat(status().refusals()).hasSize(1);
    assertThat(status().refusals().getFirst().guard()).isEqualTo("storm");
    assertThat(world.overrides().restart()).isNull();
    world.cluster = w -> w.fleet = new Fleet(5, List.of());
    world.tick();
    assertThat(world.overrides().restart()).isNotNull();
  }

  @Test
  void callsAPersonWhenItHasBeenHeldBackForTooLong() {
    world.scene.endpoints = 0;
    world.rolloutInProgress = true;
    world.run(Duration.ofMinutes(5));
    assertThat(status().state()).isEqualTo(RunState.PENDING);
    world.run(Duration.ofMinutes(7));
    assertThat(status().state()).isEqualTo(RunState.ESCALATED);
    assertThat(actions()).containsExactly(Action.RESTART, Action.ESCALATE);
  }

  private static RedisFact redis(boolean answers, RedisFact.Persistence persistence) {
    return new RedisFact(
        true,
        answers,
        answers ? null : "timeout",
        1,
        null,
        persistence,
        List.of(),
        List.of(new RedisFact.RedisPod("chat-redis-0", "uid", true, answers, true, false)));
  }

  private RedisFact.Persistence asTheNextLeaderKnowsIt() {
    return workspace.part.checklist().stream()
        .filter(item -> item.check() == Check.REDIS)
        .flatMap(item -> PersistenceNote.in(item.evidence()).stream())
        .findFirst()
        .orElse(null);
  }

  @Test
  void remembersOverAChangeOfLeaderThatRedisCouldNotWriteItsFile() {
    workspace.livePods.add("chat-redis-0/uid");
    var failing = new RedisFact.Persistence(true, false, true, false, 5);
    world.redis = redis(true, failing);
    world.run(Duration.ofMinutes(2));
    assertThat(workspace.part.checklist())
        .filteredOn(item -> item.check() == Check.REDIS)
        .extracting(ChecklistItem::verdict)
        .containsExactly(CheckVerdict.FAILING);
    world.redis = redis(false, failing);
    world.tick();
    world.restartOperator();
    world.redis = redis(false, asTheNextLeaderKnowsIt());
    world.scene.failedShare = 1;
    world.until(
        "escalated",
        Duration.ofMinutes(5),
        w -> !w.runs().isEmpty() && status().state() == RunState.ESCALATED);
    assertThat(workspace.deletedPods).isEmpty();
    assertThat(status().refusals())
        .extracting(Refusal::reason)
        .containsExactly("the last write of Redis' append-only file failed");
  }

  @Test
  void restartsARedisThatTheLeaderBeforeHasSeenKeepItsData() {
    workspace.livePods.add("chat-redis-0/uid");
    world.redis = redis(true, new RedisFact.Persistence(true, true, true, false, 5));
    world.run(Duration.ofMinutes(2));
    world.restartOperator();
    world.redis = redis(false, asTheNextLeaderKnowsIt());
    world.scene.failedShare = 1;
    world.until("restarted", Duration.ofMinutes(5), w -> !workspace.deletedPods.isEmpty());
    assertThat(actions()).containsExactly(Action.RESTART_REDIS);
  }

  @Test
  void doesNotActOnWhatItCannotMeasure() {
    world.run(Duration.ofMinutes(1));
    world.scene.metricsGone = true;
    world.scene.syntheticGone = true;
    world.scene.apiServerGone = true;
    world.run(Duration.ofMinutes(30));
    assertThat(world.runs()).isEmpty();
  }

  @Test
  void givesReplicasBackSlowlyAndStopsWhenItWasTooEarly() {
    world.scene.shedPerSecond = 50;
    world.cluster =
        w -> {
          if (w.overrides().replicas() != null) {
            w.scene.shedPerSecond = 0;
            w.replicas = Math.max(2, w.overrides().replicas().floor());
          } else {
            w.replicas = 2;
          }
        };
    world.until("over", Duration.ofMinutes(5), w -> !w.runs().isEmpty() && !w.onlyRun().open());
    world.run(Duration.ofMinutes(9));
    assertThat(world.overrides().replicas().floor()).isEqualTo(10);
    world.until("begun", Duration.ofMinutes(2), w -> w.overrides().replicas().floor() == 9);
    world.until("second", Duration.ofSeconds(125), w -> w.overrides().replicas().floor() == 8);
    world.scene.endpoints = 0;
    world.tick();
    world.tick();
    RunbookRun giveBack =
        world.runs().stream()
            .filter(run -> run.getMetadata().getName().contains("giveback"))
            .findFirst()
            .orElseThrow();
    assertThat(giveBack.getStatus().summary()).contains("stopped at 8 replicas");
    world.scene.endpoints = 2;
    world.until("all given back", Duration.ofHours(1), w -> w.overrides().replicas() == null);
    assertThat(workspace.parts.stream().filter(p -> p.overrides().replicas() != null))
        .allSatisfy(p -> assertThat(p.overrides().replicas().floor()).isBetween(3, 10));
  }

  @Test
  void prunesOldRunsButNoneTheBudgetCounts() {
    for (int i = 0; i < 70; i++) {
      world.scene.endpoints = 0;
      world.run(Duration.ofSeconds(40));
      world.scene.endpoints = 2;
      world.run(Duration.ofMinutes(2));
    }
    assertThat(world.runs()).hasSizeBetween(50, 51);
    long acted =
        world.runs().stream()
            .flatMap(run -> run.getStatus().steps().stream())
            .filter(step -> step.appliedAt() != null && step.action() != Action.ESCALATE)
            .filter(step -> step.intendedAt().isAfter(world.scene.now().minusSeconds(3600)))
            .count();
    assertThat(acted).as("actions within the last hour").isLessThanOrEqualTo(6);
  }
}
