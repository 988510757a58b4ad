package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Least level of log lines that are written. */
public enum LogLevel {
  /** Everything. */
  @JsonProperty("trace")
  TRACE,
  /** What developers of the server need. */
  @JsonProperty("debug")
  DEBUG,
  /** What operators want to know. */
  @JsonProperty("info")
  INFO,
  /** What operators should look at. */
  @JsonProperty("warn")
  WARN,
  /** What operators have to look at. */
  @JsonProperty("error")
  ERROR
}
