package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.RunStep;

/** How one action is done. Pure. */
public interface Remedy {
  /** The action. */
  Action action();

  /** Whether it can be done now, and with which parameters; what was not asked for is filled in. */
  Precondition prepare(RemedyContext context, ActionParameters asked);

  /** What does it. The same for the same step and overrides, however often it is asked for. */
  Change change(RemedyContext context, RunStep step);

  /** Whether its own effect can be seen. That the symptom is gone is judged elsewhere. */
  Effect verify(RemedyContext context, RunStep step);

  /** How a person would undo it. */
  String wayBack(RemedyContext context, RunStep step);
}
