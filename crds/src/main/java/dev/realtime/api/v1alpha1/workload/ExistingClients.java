package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to connected clients while maintenance is on. */
public enum ExistingClients {
  /** Nothing. */
  @JsonProperty("Keep")
  KEEP,
  /** They may not publish. */
  @JsonProperty("Freeze")
  FREEZE,
  /** They are closed one after the other. */
  @JsonProperty("Drain")
  DRAIN
}
