package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.operator.diagnose.Redaction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Steps of a run, and the moves from one outcome to the next. */
final class Steps {
  private Steps() {}

  static Optional<RunStep> last(RunbookRunStatus status) {
    return status.steps().isEmpty() ? Optional.empty() : Optional.of(status.steps().getLast());
  }

  /** The last step that touched anything. */
  static Optional<RunStep> lastApplied(RunbookRunStatus status) {
    return status.steps().stream()
        .filter(step -> step.appliedAt() != null)
        .reduce((_, later) -> later);
  }

  /** The rung after the one that was tried last. */
  static int nextRung(RunbookRunStatus status) {
    return last(status).map(step -> step.rung() + 1).orElse(0);
  }

  static RunStep intended(int rung, PlannedAction planned, ActionParameters resolved, Instant now) {
    return new RunStep(
        rung, planned.action(), resolved, StepOutcome.INTENDED, now, null, null, null, null);
  }

  static RunStep skipped(
      int rung, PlannedAction planned, StepOutcome outcome, String why, Instant now) {
    return new RunStep(
        rung,
        planned.action(),
        planned.parameters(),
        outcome,
        now,
        null,
        now,
        Redaction.bounded(why, 1024),
        null);
  }

  static RunStep applied(RunStep step, Instant now, @Nullable String wayBack) {
    return new RunStep(
        step.rung(),
        step.action(),
        step.parameters(),
        StepOutcome.APPLIED,
        step.intendedAt(),
        now,
        null,
        null,
        wayBack);
  }

  static RunStep finished(RunStep step, StepOutcome outcome, String message, Instant now) {
    return new RunStep(
        step.rung(),
        step.action(),
        step.parameters(),
        outcome,
        step.intendedAt(),
        step.appliedAt(),
        now,
        Redaction.bounded(message, 1024),
        step.wayBack());
  }
}
