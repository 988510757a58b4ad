package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of one step of a run. */
public enum StepOutcome {
  /** The intent is written; whether it was applied is not known yet. */
  @JsonProperty("Intended")
  INTENDED,
  /** Applied; its effect is being watched. */
  @JsonProperty("Applied")
  APPLIED,
  /** Its effect was seen. */
  @JsonProperty("Effective")
  EFFECTIVE,
  /** Applied without the effect hoped for. */
  @JsonProperty("Ineffective")
  INEFFECTIVE,
  /** Could not be applied. */
  @JsonProperty("Failed")
  FAILED,
  /** A guard or the action's own precondition forbade it. */
  @JsonProperty("Refused")
  REFUSED,
  /** Would have been done, but only a dry run was asked for. */
  @JsonProperty("DryRun")
  DRY_RUN
}
