package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.operator.detect.Detector;
import dev.realtime.operator.guard.Decision;
import dev.realtime.operator.guard.GuardRequest;
import dev.realtime.operator.guard.Guards;
import dev.realtime.operator.remediate.Effect;
import dev.realtime.operator.remediate.Precondition;
import dev.realtime.operator.remediate.Remedies;
import dev.realtime.operator.remediate.Remedy;
import dev.realtime.operator.signal.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Names the next move of a run. Pure: asked twice about the same, it says the same. */
public final class RunMachine {
  /** A guard that has held a repair back for this long is taken for a refusal. */
  static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

  /**
   * A cause is not called unknown, nor guessed, before every source has been read since the symptom
   * fired: a person would be called for what the next reading explains. The slowest are read every
   * 5 s.
   */
  static final Duration LOOK = Duration.ofSeconds(15);

  /** Below this confidence a cause is a guess. */
  private static final int DOUBTFUL_PERCENT = 50;

  /** A diagnosis waits no longer than this for a source that says nothing at all. */
  static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

  /** Named in place of a guard where another repair of the service has to come to its end first. */
  public static final String ONE_AT_A_TIME = "one-at-a-time";

  /** Named in place of a guard where the action itself says that it cannot be done. */
  public static final String PRECONDITION = "precondition";

  private final Guards guards;

  /** With these guards. */
  public RunMachine(Guards guards) {
    this.guards = guards;
  }

  /** The next move. */
  public Move next(RunInput in) {
    if (in.run().getStatus() == null) {
      return new Move.Write(Openings.of(in));
    }
    RunbookRunStatus status = in.status();
    if (!status.open()) {
      return new Move.Stay("over");
    }
    Optional<RunStep> last = Steps.last(status);
    // What was decided on for the spec before is not done to the one that somebody has just
    // written.
    if (in.repair() && superseded(in)) {
      return new Move.Write(Closings.superseded(in));
    }
    // What has begun is finished first, whatever else has changed since.
    if (last.isPresent() && last.get().outcome() == StepOutcome.INTENDED) {
      return perform(in, last.get());
    }
    if (last.isPresent() && last.get().outcome() == StepOutcome.APPLIED) {
      return verify(in, last.get());
    }
    boolean owes = in.repair() && owesEscalation(in);
    if (in.repair() && in.over() && !owes) {
      return new Move.Write(Closings.recovered(in));
    }
    if (status.state() == RunState.ESCALATED || status.state() == RunState.DRY_RUN) {
      return new Move.Stay("waiting for the symptom to go");
    }
    if (in.repair()
        && !owes
        && !in.symptom().map(s -> Detector.actionable(s, in.now())).orElse(false)) {
      return new Move.Stay("the symptom is not seen right now");
    }
    Plan plan = status.plan();
    if (plan == null) {
      Instant looking = lookingSince(in);
      if (in.repair() && !seen(in) && in.now().isBefore(looking.plus(LONGEST_LOOK))) {
        return new Move.Stay("pods or rollout history cannot be seen yet");
      }
      RunbookRunStatus planned = Openings.plan(in);
      return in.repair() && doubtful(planned) && in.now().isBefore(looking.plus(LOOK))
          ? new Move.Stay("looking for the cause")
          : new Move.Write(planned);
    }
    return Approvals.next(in).<Move>map(Move.Write::new).orElseGet(() -> nextRung(in, plan));
  }

  /**
   * A new leader has seen nothing yet, and what it does not know is no evidence. Nor is a watch
   * that has broken off: how a container ended says more than that something was rolled out.
   */
  private static boolean seen(RunInput in) {
    Facts facts = in.seen().facts();
    return facts.workload().value().isPresent() && facts.rollout().lookedFor();
  }

  /**
   * A source that was read of the spec before, or by the leader before, was not read for this run.
   */
  private static Instant lookingSince(RunInput in) {
    Instant detected = in.status().detectedAt();
    return in.lookingSince().isAfter(detected) ? in.lookingSince() : detected;
  }

  /** Whether the next reading may well know better. */
  private static boolean doubtful(RunbookRunStatus planned) {
    return planned.confidence() == null || planned.confidence() < DOUBTFUL_PERCENT;
  }

  private static boolean superseded(RunInput in) {
    Long generation = in.status().serviceGeneration();
    return generation != null && generation != in.service().generation();
  }

  /**
   * Maintenance mode turns clients away, and the symptom with them; a circuit opened on purpose
   * does so with calls. The cause is as it was, and a person is called all the same.
   */
  private static boolean owesEscalation(RunInput in) {
    return Steps.last(in.status())
        .filter(
            step ->
                step.action() == Action.MAINTENANCE_ON
                    ? step.finished() && step.appliedAt() != null
                    : step.action() != Action.ESCALATE
                        && step.finished()
                        && in.symptomGone()
                        && in.stoppedFor().isPresent())
        .isPresent();
  }

  private static Move perform(RunInput in, RunStep step) {
    Remedy remedy = Remedies.of(step.action());
    RunStep applied = Steps.applied(step, in.now(), remedy.wayBack(in.context(), step));
    var draft = new StatusDraft(in.status());
    if (step.action() == Action.ESCALATE) {
      draft.replaceLastStep(
          Steps.finished(applied, StepOutcome.EFFECTIVE, Summaries.called(in), in.now()));
      draft.state(RunState.ESCALATED, Summaries.escalated(in));
    } else {
      draft.replaceLastStep(applied).acted(in.now());
      draft.state(RunState.VERIFYING, Summaries.verifying(in, step));
    }
    return new Move.Perform(remedy.change(in.context(), step), draft.build());
  }

  private static Move verify(RunInput in, RunStep step) {
    Effect effect = Remedies.of(step.action()).verify(in.context(), step);
    Instant deadline =
        (step.appliedAt() == null ? step.intendedAt() : step.appliedAt())
            .plus(in.service().policy().verifyWithin(step.action()));
    String seen =
        switch (effect) {
          case Effect.Seen(String what) -> what;
          case Effect.Pending(String why) -> why;
          case Effect.Unknown(String why) -> why;
        };
    if (in.repair() && step.action() == Action.MAINTENANCE_ON) {
      return verifyMaintenance(in, step, effect, deadline);
    }
    if (in.repair()) {
      if (in.over()) {
        return new Move.Write(
            Closings.repaired(
                in, step, effect instanceof Effect.Seen ? seen : "the symptom is gone; " + seen));
      }
      if (!in.now().isAfter(deadline)) {
        return new Move.Stay(seen);
      }
      boolean stillThere = in.symptom().map(s -> Detector.actionable(s, in.now())).orElse(false);
      if (stillThere) {
        return new Move.Write(Closings.ineffective(in, step, seen));
      }
      return in.stoppedFor()
          .filter(_ -> in.symptomGone())
          .<Move>map(dependency -> new Move.Write(Closings.stopped(in, step, dependency)))
          .orElseGet(() -> new Move.Stay(seen));
    }
    return switch (effect) {
      case Effect.Seen(String what) -> new Move.Write(Closings.procedureDone(in, step, what));
      case Effect.Pending(String why) ->
          in.now().isAfter(deadline)
              ? new Move.Write(Closings.procedureFailed(in, step, why))
              : new Move.Stay(why);
      case Effect.Unknown(String why) ->
          in.now().isAfter(deadline)
              ? new Move.Write(Closings.procedureUnseen(in, step, why))
              : new Move.Stay(why);
    };
  }

  /** A symptom that is gone is no sign of it, and one that stays is none against it. */
  private static Move verifyMaintenance(
      RunInput in, RunStep step, Effect effect, Instant deadline) {
    return switch (effect) {
      case Effect.Seen(String what) -> new Move.Write(Closings.maintained(in, step, what));
      case Effect.Pending(String why) -> unlessDue(in, step, why, deadline);
      case Effect.Unknown(String why) -> unlessDue(in, step, why, deadline);
    };
  }

  private static Move unlessDue(RunInput in, RunStep step, String why, Instant deadline) {
    return in.now().isAfter(deadline)
        ? new Move.Write(Closings.ineffective(in, step, why))
        : new Move.Stay(why);
  }

  private Move nextRung(RunInput in, Plan plan) {
    // What is left is for a symptom that is gone; the last rung calls a person.
    int rung = owesEscalation(in) ? plan.actions().size() - 1 : Steps.nextRung(in.status());
    if (rung >= plan.actions().size()) {
      return new Move.Write(Closings.exhausted(in));
    }
    PlannedAction planned = plan.actions().get(rung);
    Remedy remedy = Remedies.of(planned.action());
    return switch (remedy.prepare(in.context(), planned.parameters())) {
      case Precondition.Unknown(String why) ->
          held(in, rung, planned, new Decision.Hold(PRECONDITION, why, null));
      case Precondition.Impossible(String why) ->
          new Move.Write(Closings.skipped(in, rung, planned, PRECONDITION, why));
      case Precondition.Ready(ActionParameters resolved) -> {
        Decision decision = guards.decide(request(in, planned.action()));
        if (decision instanceof Decision.Allow
            && in.repair()
            && in.otherActs()
            && planned.action() != Action.ESCALATE) {
          decision =
              new Decision.Hold(ONE_AT_A_TIME, "another repair of the service is at work", null);
        }
        // Where only this action is tried dry, the ladder goes on, and a person is called in the
        // end.
        yield decision instanceof Decision.DryRun
                && !(guards.decide(request(in, Action.ESCALATE)) instanceof Decision.DryRun)
            ? new Move.Write(Closings.dryRun(in, rung, planned, RunState.PENDING))
            : decide(in, rung, planned, resolved, decision);
      }
    };
  }

  static Move decide(
      RunInput in, int rung, PlannedAction planned, ActionParameters resolved, Decision decision) {
    return switch (decision) {
      case Decision.Allow _ ->
          new Move.Write(
              new StatusDraft(in.status())
                  .addStep(Steps.intended(rung, planned, resolved, in.now()))
                  .state(RunState.RUNNING, Summaries.running(in, planned))
                  .build());
      case Decision.Refuse(String guard, String why) ->
          new Move.Write(Closings.skipped(in, rung, planned, guard, why));
      case Decision.Hold hold -> held(in, rung, planned, hold);
      case Decision.NeedsApproval _ ->
          in.status().state() == RunState.AWAITING_APPROVAL
              ? new Move.Stay("waiting for approval")
              : new Move.Write(
                  new StatusDraft(in.status())
                      .state(RunState.AWAITING_APPROVAL, Summaries.awaitingApproval(in, planned))
                      .build());
      case Decision.DryRun _ ->
          new Move.Write(Closings.dryRun(in, rung, planned, RunState.DRY_RUN));
    };
  }

  private static Move held(RunInput in, int rung, PlannedAction planned, Decision.Hold hold) {
    Optional<Refusal> same = Holds.said(in, planned, hold);
    if (same.isEmpty()) {
      return new Move.Write(Holds.say(in, planned, hold));
    }
    // A person's run waits for as long as it takes: a person can see it, and delete it. So does a
    // paused service, and one in planned work: people are at it already.
    boolean patient = in.askedByPerson() || Holds.isPatient(hold.guard());
    boolean tooLong =
        in.now().isAfter(same.get().at().plus(LONGEST_HOLD))
            || Holds.usedUp(in.status(), same.get());
    return !patient && tooLong
        ? new Move.Write(
            Closings.skipped(in, rung, planned, hold.guard(), Holds.TOO_LONG + hold.reason()))
        : new Move.Stay(hold.reason());
  }

  static GuardRequest request(RunInput in, Action action) {
    return new GuardRequest(
        in.service().key(),
        action,
        in.askedByPerson() && in.run().getSpec().procedure() != Procedure.REPAIR,
        in.run().getSpec().mode(),
        in.service().policy(),
        in.service().paused(),
        in.service().generation(),
        in.history(),
        (int) in.status().steps().stream().filter(step -> step.appliedAt() != null).count(),
        Steps.lastApplied(in.status())
            .filter(step -> step.action().kind() == Action.Kind.ROLLING)
            .filter(step -> step.outcome() == StepOutcome.INEFFECTIVE)
            .isPresent(),
        Approvals.granted(in),
        in.seen().facts(),
        in.fleet(),
        in.now());
  }
}
