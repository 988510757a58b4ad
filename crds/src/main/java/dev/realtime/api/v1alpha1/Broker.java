package dev.realtime.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What channels rest on. */
public enum Broker {
  /** Redis: any number of pods. */
  @JsonProperty("Redis")
  REDIS,
  /** The memory of one pod; nothing outlives it. */
  @JsonProperty("Memory")
  MEMORY
}
