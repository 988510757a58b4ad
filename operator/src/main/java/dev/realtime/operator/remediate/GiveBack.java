package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.ReplicasOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;

/** Lowers the replica floor by one step; at the number from before, the floor goes altogether. */
final class GiveBack implements Remedy {
  @Override
  public Action action() {
    return Action.GIVE_BACK;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    ReplicasOverride there = context.overrides().replicas();
    if (there == null) {
      return new Precondition.Impossible("no replicas have been added by the runbook");
    }
    int lower = there.floor() - context.policy().giveBack().replicas();
    int target = asked.replicas() == null ? lower : Math.min(asked.replicas(), there.floor() - 1);
    return new Precondition.Ready(Asked.withReplicas(asked, Math.max(there.before(), target)));
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    ReplicasOverride there = context.overrides().replicas();
    int target = step.parameters().replicas() == null ? 0 : step.parameters().replicas();
    if (there == null || target > there.floor()) {
      return new Change.Nothing();
    }
    ReplicasOverride lower =
        target <= there.before()
            ? null
            : new ReplicasOverride(
                target,
                there.before(),
                step.intendedAt(),
                there.run(),
                there.since(),
                there.generation());
    return new Change.SetOverrides(Overriding.replicas(context.overrides(), lower));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    return new Effect.Seen("the floor is lowered");
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "create a RunbookRun with procedure ScaleUp";
  }
}
