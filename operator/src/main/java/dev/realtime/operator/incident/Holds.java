package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.operator.guard.Decision;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said of an action that is held back: once, however long it lasts. */
final class Holds {
  /** What the reason begins with of a rung that was given up for having been held back. */
  static final String TOO_LONG = "held back for too long: ";

  private static final Duration A_MOMENT = Duration.ofSeconds(30);

  private Holds() {}

  /** Guards behind which somebody is at work already: what they hold back waits for their end. */
  static boolean isPatient(String guard) {
    return guard.equals("pause")
        || guard.equals("maintenance-window")
        || guard.equals(RunMachine.ONE_AT_A_TIME);
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
   * Whether the rung before was given up a moment ago for being held back by the same guard: that
   * one has had its time, however many rungs are left.
   */
  static boolean usedUp(RunbookRunStatus status, Refusal said) {
    int before = status.refusals().lastIndexOf(said) - 1;
    if (before < 0) {
      return false;
    }
    Refusal earlier = status.refusals().get(before);
    return earlier.guard().equals(said.guard())
        && earlier.reason().startsWith(TOO_LONG)
        && !said.at().isAfter(earlier.at().plus(A_MOMENT));
  }

  /** The refusal that says it already; empty if it is to be said. */
  static Optional<Refusal> said(RunInput in, PlannedAction planned, Decision.Hold hold) {
    return in.status().refusals().stream()
        .filter(r -> r.guard().equals(hold.guard()) && r.action() == planned.action())
        .filter(r -> !r.reason().startsWith(TOO_LONG))
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
