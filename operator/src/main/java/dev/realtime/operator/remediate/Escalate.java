package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.RunStep;

/** Calls a person. */
final class Escalate implements Remedy {
  @Override
  public Action action() {
    return Action.ESCALATE;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    return new Precondition.Ready(asked);
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    return new Change.Nothing();
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    return new Effect.Seen("a person is needed");
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "none needed";
  }
}
