package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.operator.guard.Decision;
import java.util.Optional;

/** What is said of an action that is held back: once, however long it lasts. */
final class Holds {
  private Holds() {}

  /** The refusal that says it already; empty if it is to be said. */
  static Optional<Refusal> said(RunInput in, PlannedAction planned, Decision.Hold hold) {
    return in.status().refusals().stream()
        .filter(r -> r.guard().equals(hold.guard()) && r.action() == planned.action())
        .reduce((_, newer) -> newer)
        .filter(_ -> in.status().state() == RunState.PENDING);
  }

  /** The status that says it. */
  static RunbookRunStatus say(RunInput in, PlannedAction planned, Decision.Hold hold) {
    return new StatusDraft(in.status())
        .refused(hold.guard(), planned.action(), hold.reason(), in.now(), hold.until())
        .state(RunState.PENDING, Summaries.held(in, planned, hold))
        .build();
  }
}
