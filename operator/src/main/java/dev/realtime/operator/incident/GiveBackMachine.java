package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.ReplicasOverride;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.guard.Decision;
import dev.realtime.operator.guard.Guards;
import dev.realtime.operator.remediate.Precondition;
import dev.realtime.operator.remediate.Remedies;
import dev.realtime.operator.remediate.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gives back, step by step, the replicas that the runbook has added. One run for all steps; it ends
 * when everything is given back, and at the first suspicion that it was too early. Each step goes
 * through the guards; a plan that a person has approved is about all steps of its run.
 */
public final class GiveBackMachine {
  private static final int MAX_STEPS = 30;

  private final Guards guards;

  /** With these guards. */
  public GiveBackMachine(Guards guards) {
    this.guards = guards;
  }

  /** The run to be made, if it is time for one. */
  Optional<RunbookRun> due(
      ServiceView service, Overrides overrides, List<RunbookRun> runs, Instant now) {
    ReplicasOverride added = overrides.replicas();
    if (added == null
        || service.paused()
        || runs.stream().anyMatch(RunbookRun::open)
        || runs.stream().anyMatch(run -> isForbidden(run, added))) {
      return Optional.empty();
    }
    Instant quietSince =
        runs.stream()
            .map(RunbookRun::getStatus)
            .filter(status -> status != null && status.finishedAt() != null)
            .map(RunbookRunStatus::finishedAt)
            .max(Instant::compareTo)
            .filter(last -> last.isAfter(added.steppedAt()))
            .orElse(added.steppedAt());
    Duration after = Duration.ofSeconds(service.policy().giveBack().afterSeconds());
    return now.isBefore(quietSince.plus(after))
        ? Optional.empty()
        : Optional.of(Runs.giveBack(service, quietSince));
  }

  /**
   * Whether a run says that what has been added is not given back: the spec does not allow it, and
   * with another spec the override is gone. Said once, not again and again.
   */
  private boolean isForbidden(RunbookRun run, ReplicasOverride added) {
    RunbookRunStatus status = run.getStatus();
    return takes(run)
        && status != null
        && (status.state() == RunState.REFUSED || status.state() == RunState.DRY_RUN)
        && status.detectedAt().isAfter(added.steppedAt());
  }

  /** Whether a run is one of the operator's own give-backs; a person's is an ordinary procedure. */
  boolean takes(RunbookRun run) {
    return run.getSpec().procedure() == Procedure.GIVE_BACK
        && run.getSpec().trigger() != Trigger.PERSON;
  }

  /** The next move of a give-back. */
  Move next(RunInput in) {
    RunbookRunStatus status = in.run().getStatus();
    if (status == null) {
      return new Move.Write(Openings.of(in));
    }
    if (!status.open()) {
      return new Move.Stay("over");
    }
    Remedy remedy = Remedies.of(Action.GIVE_BACK);
    Optional<RunStep> last = Steps.last(status);
    if (last.isPresent() && last.get().outcome() == StepOutcome.INTENDED) {
      RunStep step = Steps.applied(last.get(), in.now(), remedy.wayBack(in.context(), last.get()));
      return new Move.Perform(
          remedy.change(in.context(), last.get()),
          new StatusDraft(status)
              .replaceLastStep(
                  Steps.finished(
                      step,
                      StepOutcome.EFFECTIVE,
                      "floor lowered to " + step.parameters().replicas(),
                      in.now()))
              .acted(in.now())
              .state(RunState.RUNNING, "giving back replicas, one step at a time")
              .build());
    }
    ReplicasOverride added = in.overrides().replicas();
    if (added == null) {
      return finish(in, "everything that was added has been given back");
    }
    boolean troubled =
        in.symptoms().values().stream()
            .anyMatch(t -> t.phase().active() || t.phase() == SymptomPhase.SUSPECT);
    if (troubled) {
      return finish(in, "stopped at " + added.floor() + " replicas: the service is not well");
    }
    if (status.steps().size() >= MAX_STEPS) {
      return finish(in, "stopped at " + added.floor() + " replicas, another run goes on");
    }
    Duration every = Duration.ofSeconds(in.service().policy().giveBack().everySeconds());
    if (last.isPresent() && in.now().isBefore(last.get().intendedAt().plus(every))) {
      return new Move.Stay("between two steps");
    }
    Plan plan = status.plan();
    if (plan == null) {
      return new Move.Write(Openings.plan(in));
    }
    return Approvals.next(in)
        .<Move>map(Move.Write::new)
        .orElseGet(() -> nextStep(in, remedy, plan.actions().getFirst()));
  }

  private Move nextStep(RunInput in, Remedy remedy, PlannedAction planned) {
    int step = in.status().steps().size();
    return switch (remedy.prepare(in.context(), planned.parameters())) {
      case Precondition.Unknown(String why) -> new Move.Stay(why);
      case Precondition.Impossible(String why) -> finish(in, why);
      case Precondition.Ready(ActionParameters resolved) ->
          decide(
              in, step, planned, resolved, guards.decide(RunMachine.request(in, Action.GIVE_BACK)));
    };
  }

  /** What is held back waits for as long as it takes: replicas too many do no harm. */
  private static Move decide(
      RunInput in, int step, PlannedAction planned, ActionParameters resolved, Decision decision) {
    return switch (decision) {
      case Decision.Allow _ ->
          new Move.Write(
              new StatusDraft(in.status())
                  .addStep(Steps.intended(step, planned, resolved, in.now()))
                  .state(RunState.RUNNING, "going down to " + resolved.replicas() + " replicas")
                  .build());
      case Decision.Hold hold ->
          Holds.said(in, planned, hold).isPresent()
              ? new Move.Stay(hold.reason())
              : new Move.Write(Holds.say(in, planned, hold));
      case Decision.Refuse _, Decision.NeedsApproval _, Decision.DryRun _ ->
          RunMachine.decide(in, step, planned, resolved, decision);
    };
  }

  private static Move finish(RunInput in, String verdict) {
    return new Move.Write(
        new StatusDraft(in.status()).finished(RunState.SUCCEEDED, verdict, in.now()).build());
  }
}
