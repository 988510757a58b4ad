package dev.realtime.cli.view;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.api.v1alpha1.runbook.GrantedApproval;
import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run on one screen: what was seen, why, what was planned, done, and what came of it. */
public final class RunScreen {
  private final RunbookRun run;
  private final Instant now;
  private final Ink ink;
  private final StringBuilder text = new StringBuilder();

  private RunScreen(RunbookRun run, Instant now, Ink ink) {
    this.run = run;
    this.now = now;
    this.ink = ink;
  }

  /** The screen. */
  public static String of(RunbookRun run, Instant now, Ink ink) {
    var screen = new RunScreen(run, now, ink);
    screen.draw();
    return screen.text.toString();
  }

  private void draw() {
    RunbookRunStatus status = run.getStatus();
    String what =
        run.getSpec().symptom() == null
            ? Words.of(run.getSpec().procedure())
            : run.getSpec().symptom().text();
    text.append(ink.bold(run.getMetadata().getNamespace() + "/" + run.getMetadata().getName()))
        .append("   ")
        .append(status == null ? ink.yellow("New") : RunTable.state(status, ink))
        .append('\n');
    line("Service", run.getSpec().service());
    line("What", what + (run.getSpec().reason() == null ? "" : ": " + run.getSpec().reason()));
    line("Asked by", Words.of(run.getSpec().trigger()));
    if (status == null) {
      line("Note", "the operator has not seen it yet; try: kubectl realtime doctor");
      return;
    }
    line("Summary", status.summary());
    if (status.cause() != null) {
      line(
          "Cause",
          status.cause().text()
              + " ("
              + status.cause().explanation()
              + (status.confidence() == null ? ")" : "), " + status.confidence() + " % sure"));
    }
    times(status);
    evidence(status.evidence());
    plan(status);
    steps(status.steps());
    refusals(status.refusals());
    next(status);
  }

  private void line(String name, String value) {
    text.append("  ").append(String.format("%-11s", name)).append(Ink.plain(value)).append('\n');
  }

  private void heading(String title) {
    text.append('\n').append(ink.bold(title)).append('\n');
  }

  private void times(RunbookRunStatus status) {
    heading("Timeline");
    Instant first = status.suspectedAt() == null ? status.detectedAt() : status.suspectedAt();
    time(first, status.suspectedAt(), "first seen");
    time(first, status.detectedAt(), "held long enough, or asked for");
    time(first, status.decidedAt(), "plan made");
    GrantedApproval approval = status.approval();
    if (approval != null) {
      time(
          first,
          approval.at(),
          (approval.accepted() ? "approved by " : "approval refused, outdated, of ")
              + approval.by());
    }
    time(first, status.actedAt(), "first action applied");
    time(first, status.recoveredAt(), "symptom gone");
    time(first, status.finishedAt(), "over");
  }

  private void time(Instant first, @Nullable Instant at, String what) {
    if (at != null) {
      text.append("  ")
          .append(at.toString(), 0, 19)
          .append("Z  ")
          .append(ink.dim(String.format("%-8s", "+" + Ages.of(Duration.between(first, at)))))
          .append(Ink.plain(what))
          .append('\n');
    }
  }

  private void evidence(List<Evidence> evidence) {
    if (evidence.isEmpty()) {
      return;
    }
    heading("Evidence");
    for (Evidence one : evidence) {
      text.append("  ").append(ink.yellow(Ink.plain(one.source()))).append('\n');
      Ink.plain(one.text()).lines().forEach(line -> text.append("    ").append(line).append('\n'));
    }
  }

  private void plan(RunbookRunStatus status) {
    Plan plan = status.plan();
    if (plan == null) {
      return;
    }
    heading("Plan " + plan.hash() + ", made " + Ages.since(plan.madeAt(), now) + " ago");
    int number = 1;
    for (PlannedAction action : plan.actions()) {
      text.append("  ")
          .append(number++)
          .append(". ")
          .append(action.action().text())
          .append(parameters(action.parameters()))
          .append(": ")
          .append(action.action().explanation())
          .append("\n     ")
          .append(ink.dim(Ink.plain(action.why())))
          .append('\n');
    }
  }

  private static String parameters(ActionParameters given) {
    var words = new ArrayList<String>();
    add(words, "replicas", given.replicas());
    add(words, "revision", given.revision());
    add(words, "memory", given.memory());
    add(words, "cpu", given.cpu());
    add(words, "dependency", given.dependency());
    add(words, "concurrency", given.concurrency());
    add(words, "cacheSeconds", given.cacheSeconds());
    return words.isEmpty() ? "" : " (" + Ink.plain(String.join(", ", words)) + ")";
  }

  private static void add(List<String> words, String name, @Nullable Object value) {
    if (value != null) {
      words.add(name + " " + value);
    }
  }

  private void steps(List<RunStep> steps) {
    if (steps.isEmpty()) {
      return;
    }
    heading("Steps");
    for (RunStep step : steps) {
      text.append("  ")
          .append(outcome(step.outcome()))
          .append("  ")
          .append(step.action().text())
          .append(parameters(step.parameters()))
          .append(ink.dim("  " + Ages.since(step.intendedAt(), now) + " ago"))
          .append(step.message() == null ? "" : "\n     " + Ink.plain(step.message()))
          .append(step.wayBack() == null ? "" : "\n     way back: " + Ink.plain(step.wayBack()))
          .append('\n');
    }
  }

  private String outcome(StepOutcome outcome) {
    String word = Words.of(outcome);
    return switch (outcome) {
      case EFFECTIVE -> ink.green(word);
      case INEFFECTIVE, FAILED, REFUSED -> ink.red(word);
      case INTENDED, APPLIED, DRY_RUN -> ink.yellow(word);
    };
  }

  private void refusals(List<Refusal> refusals) {
    if (refusals.isEmpty()) {
      return;
    }
    heading("Held back");
    for (Refusal refusal : refusals) {
      text.append("  ")
          .append(refusal.action().text())
          .append(": ")
          .append(Ink.plain(refusal.reason()))
          .append('\n');
    }
  }

  private void next(RunbookRunStatus status) {
    if (status.state() == RunState.AWAITING_APPROVAL && status.plan() != null) {
      text.append("\nIt waits for you: kubectl realtime approve ")
          .append(run.getMetadata().getName())
          .append(" -n ")
          .append(run.getMetadata().getNamespace())
          .append(" --plan ")
          .append(status.plan().hash())
          .append('\n');
    }
  }
}
