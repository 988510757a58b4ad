package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a log line looks. */
public enum LogFormat {
  /** One JSON object, for machines. */
  @JsonProperty("json")
  JSON,
  /** For people. */
  @JsonProperty("text")
  TEXT
}
