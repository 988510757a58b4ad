package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;

/** Whether an action can be done now. */
public sealed interface Precondition {
  /** It can, with these parameters; they are written down before anything is touched. */
  record Ready(ActionParameters parameters) implements Precondition {}

  /** Nobody can say yet: what it depends on has not been seen. That is no refusal. */
  record Unknown(String why) implements Precondition {}

  /** It cannot. */
  record Impossible(String why) implements Precondition {}
}
