package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a circuit breaker works. */
public enum BreakerMode {
  /** By itself. */
  @JsonProperty("auto")
  AUTO,
  /** Opens at the first failed call and tries one at a time. */
  @JsonProperty("eager")
  EAGER,
  /** Open: nothing is asked. */
  @JsonProperty("open")
  OPEN,
  /** Never opens. */
  @JsonProperty("off")
  OFF
}
