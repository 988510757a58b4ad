package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Outcome of one check. "Cannot be measured" is a verdict of its own and never counts as bad. */
public enum CheckVerdict {
  @JsonProperty("Ok")
  OK,
  @JsonProperty("Failing")
  FAILING,
  @JsonProperty("Unknown")
  UNKNOWN,
  /** The service has nothing of the kind. */
  @JsonProperty("NotApplicable")
  NOT_APPLICABLE
}
