package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a returning subscriber is sent. */
public enum RecoveryMode {
  /** Everything it missed, in order. */
  @JsonProperty("stream")
  STREAM,
  /** The newest publication alone: the channel is a value that changes. */
  @JsonProperty("cache")
  CACHE
}
