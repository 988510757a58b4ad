package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a {@link RunbookRun} stands. A run is over when its status has a {@code finishedAt}. */
public enum RunState {
  /** Created; the plan is being made, or a guard holds the next step back. */
  @JsonProperty("Pending")
  PENDING,
  /** A plan stands and waits for a person. */
  @JsonProperty("AwaitingApproval")
  AWAITING_APPROVAL,
  /** A step was decided on and is being applied. */
  @JsonProperty("Running")
  RUNNING,
  /** A step was applied; its effect is being watched. */
  @JsonProperty("Verifying")
  VERIFYING,
  /** The symptom is gone, or the procedure did what it says. */
  @JsonProperty("Succeeded")
  SUCCEEDED,
  /** A manual procedure could not be carried out or had no effect. */
  @JsonProperty("Failed")
  FAILED,
  /** Nothing helped or nothing was allowed: a person was called. Open until the symptom is gone. */
  @JsonProperty("Escalated")
  ESCALATED,
  /** A guard forbade the procedure. */
  @JsonProperty("Refused")
  REFUSED,
  /** Ended without acting, because only a dry run was asked for. */
  @JsonProperty("DryRun")
  DRY_RUN
}
