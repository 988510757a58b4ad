package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a symptom has come. */
public enum SymptomPhase {
  /** Measured, and not there. */
  @JsonProperty("Healthy")
  HEALTHY,
  /** Seen, but not for long enough. */
  @JsonProperty("Suspect")
  SUSPECT,
  /** Seen for the whole hold time. */
  @JsonProperty("Firing")
  FIRING,
  /** It fired and is no longer seen, but not for long enough to call it over. */
  @JsonProperty("Recovering")
  RECOVERING,
  /** Cannot be measured. Never leads to an action. */
  @JsonProperty("Unknown")
  UNKNOWN;

  /** True while an incident about this symptom is open. */
  public boolean active() {
    return this == FIRING || this == RECOVERING;
  }
}
