package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to publications for a client whose queue is full. */
public enum SlowClientPolicy {
  /** The client is closed with 3008 and reconnects. */
  @JsonProperty("disconnect")
  DISCONNECT,
  /** The oldest waiting publications of such channels go; the client is told to recover. */
  @JsonProperty("drop-oldest")
  DROP_OLDEST,
  /** Only the newest waiting publication of each such channel stays. */
  @JsonProperty("keep-latest")
  KEEP_LATEST
}
