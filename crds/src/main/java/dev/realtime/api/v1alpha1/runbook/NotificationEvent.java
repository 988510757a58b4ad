package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is worth telling a team. */
public enum NotificationEvent {
  /** An incident or a procedure began. */
  @JsonProperty("Opened")
  OPENED,
  /** A plan waits for a person. */
  @JsonProperty("AwaitingApproval")
  AWAITING_APPROVAL,
  /** A step was applied. */
  @JsonProperty("Acted")
  ACTED,
  /** The incident is over. */
  @JsonProperty("Resolved")
  RESOLVED,
  /** A person is needed. */
  @JsonProperty("Escalated")
  ESCALATED
}
