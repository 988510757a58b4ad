package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who decides the number of replicas. */
public enum ReplicaOwner {
  /** {@code spec.replicas}. */
  @JsonProperty("Spec")
  SPEC,
  /** The floor that the runbook has set. */
  @JsonProperty("Runbook")
  RUNBOOK,
  /** A HorizontalPodAutoscaler. */
  @JsonProperty("Autoscaler")
  AUTOSCALER,
  /** The operator, by connections per replica. */
  @JsonProperty("Connections")
  CONNECTIONS,
  /** Somebody else, through the Deployment; kept until the spec's number changes. */
  @JsonProperty("Foreign")
  FOREIGN
}
