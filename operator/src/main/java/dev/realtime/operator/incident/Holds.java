package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.operator.guard.Decision;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said of an action that is held back: once, however long it lasts. */
final class Holds {
  private Holds() {}

  /** Guards behind which people are at work already: what they hold back waits for their end. */
  static boolean isPatient(String guard) {
    return guard.equals("pause") || guard.equals("maintenance-window");
  }

  /**
   * Whether a repair is open and does nothing of itself: it waits for a person, for the symptom to
   * go, or for planned work to end. What else is wrong with the service does not wait for it.
   */
  static boolean standsBack(@Nullable RunbookRunStatus status) {
    if (status == null) {
      return false;
    }
    return switch (status.state()) {
      case ESCALATED, AWAITING_APPROVAL, DRY_RUN -> true;
      case PENDING ->
          Steps.last(status).map(RunStep::finished).orElse(true)
              && !status.refusals().isEmpty()
              && isPatient(status.refusals().getLast().guard());
      default -> false;
    };
  }

  /**
   * Since when this guard has been holding back one action after the other, with nothing done in
   * between and nothing said by another guard.
   */
  static Instant since(RunbookRunStatus status, Refusal said) {
    Instant lastDone = Steps.lastApplied(status).map(RunStep::appliedAt).orElse(Instant.MIN);
    Instant since = said.at();
    for (Refusal earlier : status.refusals().reversed()) {
      if (!earlier.guard().equals(said.guard()) || earlier.at().isBefore(lastDone)) {
        break;
      }
      since = earlier.at();
    }
    return since;
  }

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
