package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.operator.remediate.Change;

/** What is to be done next about a run. */
public sealed interface Move {
  /** The run's status becomes this. */
  record Write(RunbookRunStatus status) implements Move {}

  /** The change is carried out, and only then the status becomes this. */
  record Perform(Change change, RunbookRunStatus after) implements Move {}

  /** Nothing, for now. */
  record Stay(String why) implements Move {}
}
