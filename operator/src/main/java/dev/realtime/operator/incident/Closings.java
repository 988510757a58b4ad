package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.operator.detect.Tracked;
import java.time.Duration;
import java.time.Instant;

/** How steps and runs end. */
final class Closings {
  private Closings() {}

  /** The step helped, and with it the run is over. */
  static RunbookRunStatus repaired(RunInput in, RunStep step, String seen) {
    return recovered(
        in,
        new StatusDraft(in.status())
            .replaceLastStep(Steps.finished(step, StepOutcome.EFFECTIVE, seen, in.now())),
        RunState.SUCCEEDED,
        step.action() + " helped");
  }

  /** The symptom is gone while no step was being watched. */
  static RunbookRunStatus recovered(RunInput in) {
    RunState state = in.status().state();
    boolean helpless = state == RunState.ESCALATED || state == RunState.DRY_RUN;
    return recovered(
        in,
        new StatusDraft(in.status()),
        helpless ? state : RunState.SUCCEEDED,
        state == RunState.ESCALATED
            ? "the symptom went after a person was called"
            : "the symptom went by itself");
  }

  private static RunbookRunStatus recovered(
      RunInput in, StatusDraft draft, RunState state, String how) {
    // Recovered when the symptom was last seen, not when the recovery time had passed; where calls
    // had been stopped or clients turned away, when it could be seen that they need not be.
    Instant recovered =
        in.symptom()
            .map(Tracked::since)
            .map(since -> since.minusSeconds(in.service().policy().thresholds().recoverSeconds()))
            .filter(since -> since.isAfter(in.status().detectedAt()))
            .filter(_ -> !stoppedCalls(in) && !HelplessMaintenance.begun(in))
            .filter(since -> !HelplessMaintenance.refused(in, since))
            .orElse(in.now());
    return draft
        .recovered(recovered)
        .finished(
            state,
            Summaries.what(in)
                + ": "
                + how
                + ". Recovered "
                + Duration.between(in.status().detectedAt(), recovered).toSeconds()
                + " s after detection",
            in.now())
        .build();
  }

  private static boolean stoppedCalls(RunInput in) {
    return in.status().steps().stream()
        .anyMatch(step -> step.action() == Action.OPEN_CIRCUIT && step.appliedAt() != null);
  }

  /** Clients are turned away politely; the next rung calls a person. */
  static RunbookRunStatus maintained(RunInput in, RunStep step, String seen) {
    return relieved(
        in,
        step,
        "in maintenance mode, ",
        seen + ": clients are turned away politely; the cause is as it was");
  }

  /** Calls to a dependency are stopped, and it is not well; the next rung calls a person. */
  static RunbookRunStatus stopped(RunInput in, RunStep step, String dependency) {
    return relieved(in, step, "", "calls to " + dependency + " are stopped, which is not well yet");
  }

  private static RunbookRunStatus relieved(RunInput in, RunStep step, String how, String message) {
    return new StatusDraft(in.status())
        .replaceLastStep(Steps.finished(step, StepOutcome.EFFECTIVE, message, in.now()))
        .state(RunState.PENDING, Summaries.what(in) + ": " + how + message)
        .build();
  }

  /** The step did not help; the next rung is tried. */
  static RunbookRunStatus ineffective(RunInput in, RunStep step, String seen) {
    String figures = in.symptom().map(Tracked::figures).orElse("");
    String message = "no effect within its time: " + seen + "; " + figures;
    return new StatusDraft(in.status())
        .replaceLastStep(Steps.finished(step, StepOutcome.INEFFECTIVE, message, in.now()))
        .state(RunState.PENDING, Summaries.what(in) + ": " + step.action() + " did not help")
        .build();
  }

  static RunbookRunStatus procedureDone(RunInput in, RunStep step, String seen) {
    return new StatusDraft(in.status())
        .replaceLastStep(Steps.finished(step, StepOutcome.EFFECTIVE, seen, in.now()))
        .finished(RunState.SUCCEEDED, Summaries.what(in) + ": done, " + seen, in.now())
        .build();
  }

  /** It was done; that anything came of it, nobody has seen, nor that nothing did. */
  static RunbookRunStatus procedureUnseen(RunInput in, RunStep step, String why) {
    return new StatusDraft(in.status())
        .replaceLastStep(Steps.finished(step, StepOutcome.APPLIED, why, in.now()))
        .finished(
            RunState.SUCCEEDED,
            Summaries.what(in) + ": done; whether it has an effect cannot be seen: " + why,
            in.now())
        .build();
  }

  static RunbookRunStatus procedureFailed(RunInput in, RunStep step, String why) {
    return new StatusDraft(in.status())
        .replaceLastStep(Steps.finished(step, StepOutcome.INEFFECTIVE, why, in.now()))
        .finished(
            RunState.FAILED,
            Summaries.what(in) + ": its effect was not seen in time: " + why,
            in.now())
        .build();
  }

  /** A rung that cannot or may not be taken. A procedure has but one, and is over with it. */
  static RunbookRunStatus skipped(
      RunInput in, int rung, PlannedAction planned, String guard, String why) {
    var draft =
        new StatusDraft(in.status())
            .addStep(
                Steps.skipped(rung, planned, StepOutcome.REFUSED, guard + ": " + why, in.now()))
            .refused(guard, planned.action(), why, in.now(), null);
    String summary = Summaries.what(in) + ": " + planned.action() + " is refused (" + guard + "): ";
    return in.repair()
        ? draft.state(RunState.PENDING, summary + why).build()
        : draft.finished(RunState.REFUSED, summary + why, in.now()).build();
  }

  /**
   * Only what would be done. A repair stays open until the symptom is gone.
   *
   * @param next where a repair stands then: at its end, or before the next rung, which may act
   */
  static RunbookRunStatus dryRun(RunInput in, int rung, PlannedAction planned, RunState next) {
    String would = "would " + planned.action().explanation() + ", because " + planned.why();
    var draft =
        new StatusDraft(in.status())
            .addStep(Steps.skipped(rung, planned, StepOutcome.DRY_RUN, would, in.now()));
    return in.repair()
        ? draft.state(next, Summaries.what(in) + ": " + would).build()
        : draft.finished(RunState.DRY_RUN, Summaries.what(in) + ": " + would, in.now()).build();
  }

  /** No rung is left. */
  static RunbookRunStatus exhausted(RunInput in) {
    return new StatusDraft(in.status())
        .finished(RunState.FAILED, Summaries.what(in) + ": nothing is left to try", in.now())
        .build();
  }

  /** The service is gone; one of the same name that has come since is another. */
  static RunbookRunStatus orphaned(RunbookRunStatus status, Instant now) {
    var draft = new StatusDraft(status);
    Steps.last(status)
        .filter(step -> !step.finished())
        .ifPresent(
            step ->
                draft.replaceLastStep(
                    Steps.finished(step, StepOutcome.FAILED, "the service was deleted", now)));
    return draft
        .finished(
            status.state() == RunState.ESCALATED ? RunState.ESCALATED : RunState.FAILED,
            "ended: the service it was about has been deleted; the one of the same name is another",
            now)
        .build();
  }

  /** Somebody has changed the spec: whatever was being tried is about another service now. */
  static RunbookRunStatus superseded(RunInput in) {
    var draft = new StatusDraft(in.status());
    Steps.last(in.status())
        .filter(step -> !step.finished())
        .ifPresent(
            step ->
                draft.replaceLastStep(
                    Steps.finished(
                        step,
                        step.appliedAt() == null ? StepOutcome.FAILED : StepOutcome.INEFFECTIVE,
                        "overtaken by a new spec",
                        in.now())));
    return draft
        .finished(
            in.status().state() == RunState.ESCALATED ? RunState.ESCALATED : RunState.FAILED,
            Summaries.what(in)
                + ": ended by generation "
                + in.service().generation()
                + " of the spec; if the symptom stays, a new run begins",
            in.now())
        .build();
  }
}
