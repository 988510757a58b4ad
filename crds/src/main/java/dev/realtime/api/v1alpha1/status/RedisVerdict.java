package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How Redis is. */
public enum RedisVerdict {
  /** It answers, through commands and through pub/sub. */
  @JsonProperty("Healthy")
  HEALTHY,
  /** It answers, with something to look at. */
  @JsonProperty("Degraded")
  DEGRADED,
  /** It does not answer. */
  @JsonProperty("Unreachable")
  UNREACHABLE,
  /** It cannot be measured. */
  @JsonProperty("Unknown")
  UNKNOWN,
  /** The service uses none. */
  @JsonProperty("None")
  NONE
}
