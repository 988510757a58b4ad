package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.RevisionOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.RolloutFact;
import java.util.Optional;

/**
 * Back to the last known good revision: {@code Rollback} with its image and configuration, {@code
 * RestoreConfiguration} with its configuration alone.
 */
final class ReturnToRevision implements Remedy {
  private final Action action;

  ReturnToRevision(Action action) {
    this.action = action;
  }

  @Override
  public Action action() {
    return action;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    Optional<RolloutFact> rollout = context.facts().rollout().value();
    if (rollout.isEmpty()) {
      return new Precondition.Unknown("the rollout history is not known");
    }
    RolloutFact.Revision good = rollout.get().lastKnownGood();
    if (good == null) {
      return new Precondition.Impossible("no revision has been healthy for long enough yet");
    }
    if (asked.revision() != null && !asked.revision().equals(good.name())) {
      return new Precondition.Impossible(
          "only the last known good revision " + good.name() + " is kept, not " + asked.revision());
    }
    if (good.name().equals(rollout.get().current())) {
      return new Precondition.Impossible(
          "the last known good revision " + good.name() + " is the one that runs");
    }
    return new Precondition.Ready(
        Asked.withRevision(
            asked,
            good.name(),
            action == Action.ROLLBACK ? good.image() : null,
            good.configuration()));
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    String revision = step.parameters().revision();
    if (revision == null) {
      throw new IllegalStateException("step " + step.rung() + " of " + action + " has no revision");
    }
    return new Change.SetOverrides(
        Overriding.revision(
            context.overrides(),
            new RevisionOverride(
                revision,
                step.parameters().image(),
                step.parameters().configuration(),
                context.run(),
                step.intendedAt(),
                context.generation())));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    return Rollouts.finished(context, step);
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "apply a corrected spec: a new generation drops the override";
  }
}
