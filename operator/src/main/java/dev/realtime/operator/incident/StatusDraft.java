package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.api.v1alpha1.runbook.GrantedApproval;
import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.operator.diagnose.Redaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status being changed; {@link #build} bounds what has grown. */
final class StatusDraft {
  private static final int MAX_REFUSALS = 20;
  private static final int MAX_NOTIFIED = 200;
  private static final int MAX_SUMMARY = 1024;

  private final RunbookRunStatus base;
  private RunState state;
  private String summary;
  private @Nullable Cause cause;
  private @Nullable Integer confidence;
  private List<Evidence> evidence;
  private @Nullable Plan plan;
  private @Nullable GrantedApproval approval;
  private final List<RunStep> steps;
  private final List<Refusal> refusals;
  private final List<String> notified;
  private @Nullable Instant decidedAt;
  private @Nullable Instant actedAt;
  private @Nullable Instant recoveredAt;
  private @Nullable Instant finishedAt;

  StatusDraft(RunbookRunStatus base) {
    this.base = base;
    this.state = base.state();
    this.summary = base.summary();
    this.cause = base.cause();
    this.confidence = base.confidence();
    this.evidence = base.evidence();
    this.plan = base.plan();
    this.approval = base.approval();
    this.steps = new ArrayList<>(base.steps());
    this.refusals = new ArrayList<>(base.refusals());
    this.notified = new ArrayList<>(base.notified());
    this.decidedAt = base.decidedAt();
    this.actedAt = base.actedAt();
    this.recoveredAt = base.recoveredAt();
    this.finishedAt = base.finishedAt();
  }

  StatusDraft state(RunState newState, String newSummary) {
    this.state = newState;
    this.summary = newSummary;
    return this;
  }

  StatusDraft diagnosis(@Nullable Cause of, @Nullable Integer sure, List<Evidence> because) {
    this.cause = of;
    this.confidence = sure;
    this.evidence = because;
    return this;
  }

  StatusDraft plan(Plan newPlan, Instant at) {
    this.plan = newPlan;
    this.decidedAt = at;
    return this;
  }

  StatusDraft approval(GrantedApproval granted) {
    this.approval = granted;
    return this;
  }

  StatusDraft addStep(RunStep step) {
    steps.add(step);
    return this;
  }

  StatusDraft replaceLastStep(RunStep step) {
    steps.set(steps.size() - 1, step);
    return this;
  }

  StatusDraft refused(
      String guard, Action action, String why, Instant at, @Nullable Instant until) {
    refusals.add(new Refusal(guard, action, Redaction.bounded(why, 1024), at, until));
    if (refusals.size() > MAX_REFUSALS) {
      refusals.removeFirst();
    }
    return this;
  }

  StatusDraft notified(List<String> told) {
    told.stream().filter(key -> !notified.contains(key)).forEach(notified::add);
    while (notified.size() > MAX_NOTIFIED) {
      notified.removeFirst();
    }
    return this;
  }

  StatusDraft acted(Instant at) {
    this.actedAt = actedAt == null ? at : actedAt;
    return this;
  }

  StatusDraft recovered(@Nullable Instant at) {
    this.recoveredAt = at;
    return this;
  }

  StatusDraft finished(RunState last, String verdict, Instant at) {
    this.finishedAt = at;
    return state(last, verdict);
  }

  RunbookRunStatus build() {
    return new RunbookRunStatus(
        base.observedGeneration(),
        state,
        Redaction.bounded(summary, MAX_SUMMARY),
        cause,
        confidence,
        evidence,
        plan,
        approval,
        steps,
        refusals,
        base.serviceGeneration(),
        base.serviceUid(),
        base.suspectedAt(),
        base.detectedAt(),
        decidedAt,
        actedAt,
        recoveredAt,
        finishedAt,
        notified);
  }
}
