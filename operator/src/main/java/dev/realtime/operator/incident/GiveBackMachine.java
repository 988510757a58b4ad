package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Overrides;
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
import dev.realtime.operator.remediate.Precondition;
import dev.realtime.operator.remediate.Remedies;
import dev.realtime.operator.remediate.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gives back, step by step, the replicas that the runbook has added. One run for all steps; it ends
 * when everything is given back, and at the first suspicion that it was too early.
 */
public final class GiveBackMachine {
  private static final int MAX_STEPS = 30;

  /** The run to be made, if it is time for one. */
  Optional<RunbookRun> due(
      ServiceView service, Overrides overrides, List<RunbookRun> runs, Instant now) {
    ReplicasOverride added = overrides.replicas();
    if (added == null || service.paused() || runs.stream().anyMatch(RunbookRun::open)) {
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
    if (troubled || in.service().paused()) {
      return finish(in, "stopped at " + added.floor() + " replicas: the service is not well");
    }
    if (status.steps().size() >= MAX_STEPS) {
      return finish(in, "stopped at " + added.floor() + " replicas, another run goes on");
    }
    Duration every = Duration.ofSeconds(in.service().policy().giveBack().everySeconds());
    if (last.isPresent() && in.now().isBefore(last.get().intendedAt().plus(every))) {
      return new Move.Stay("between two steps");
    }
    return switch (remedy.prepare(in.context(), ActionParameters.none())) {
      case Precondition.Unknown(String why) -> new Move.Stay(why);
      case Precondition.Impossible(String why) -> finish(in, why);
      case Precondition.Ready(ActionParameters resolved) ->
          new Move.Write(
              new StatusDraft(status)
                  .addStep(
                      Steps.intended(
                          status.steps().size(),
                          new PlannedAction(Action.GIVE_BACK, resolved, "the service is well"),
                          resolved,
                          in.now()))
                  .state(RunState.RUNNING, "going down to " + resolved.replicas() + " replicas")
                  .build());
    };
  }

  private static Move finish(RunInput in, String verdict) {
    return new Move.Write(
        new StatusDraft(in.status()).finished(RunState.SUCCEEDED, verdict, in.now()).build());
  }
}
