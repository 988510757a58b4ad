package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a team notices first. Ordered by how much it hurts: the first one that fires leads. */
public enum Symptom {
  @JsonProperty("ServiceDown")
  SERVICE_DOWN("ServiceDown", "no ready endpoint, or nobody can connect"),
  @JsonProperty("Overload")
  OVERLOAD("Overload", "connections at their limit, or the servers shed load"),
  @JsonProperty("HighErrorRate")
  HIGH_ERROR_RATE("HighErrorRate", "too many requests fail on the server's side"),
  @JsonProperty("HighLatency")
  HIGH_LATENCY("HighLatency", "the 95th percentile of latency is above its bound");

  private final String text;
  private final String explanation;

  Symptom(String text, String explanation) {
    this.text = text;
    this.explanation = explanation;
  }

  /** The name as written in YAML, metrics and notifications. */
  public String text() {
    return text;
  }

  /** One clause that completes "the service has a symptom: ...". */
  public String explanation() {
    return explanation;
  }

  @Override
  public String toString() {
    return text;
  }
}
