package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How pods are spread over nodes and zones. */
public enum TopologySpread {
  /** As far as possible. */
  @JsonProperty("Preferred")
  PREFERRED,
  /** Pods that cannot be spread wait. */
  @JsonProperty("Required")
  REQUIRED,
  /** Not at all. */
  @JsonProperty("Off")
  OFF
}
