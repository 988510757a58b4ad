package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much the runbook may do by itself. Ordered from free to forbidden. */
public enum RunbookMode {
  /** Acts at once. */
  @JsonProperty("Auto")
  AUTO,
  /** Writes the plan and waits for a person to approve exactly that plan. */
  @JsonProperty("Approve")
  APPROVE,
  /** Records what would have been done. */
  @JsonProperty("DryRun")
  DRY_RUN,
  /** Does nothing; symptoms and the checklist are still shown. */
  @JsonProperty("Off")
  OFF;

  /** The more careful of the two. */
  public RunbookMode stricter(RunbookMode other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
