package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who started a run. */
public enum Trigger {
  /** The operator's own detection. */
  @JsonProperty("Detection")
  DETECTION,
  /** An alert that arrived through the webhook. */
  @JsonProperty("Alert")
  ALERT,
  /** A person who created the run. */
  @JsonProperty("Person")
  PERSON
}
