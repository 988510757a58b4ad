package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a managed Redis keeps its data. */
public enum PersistenceMode {
  /** In memory only. */
  @JsonProperty("None")
  NONE,
  /** In an append-only file on a volume. */
  @JsonProperty("AppendOnly")
  APPEND_ONLY
}
