package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The on-call checklist: what a person on call looks at first, in this order. */
public enum Check {
  @JsonProperty("ServiceHealth")
  SERVICE_HEALTH("ServiceHealth"),
  @JsonProperty("Database")
  DATABASE("Database"),
  @JsonProperty("Redis")
  REDIS("Redis"),
  @JsonProperty("RecentDeployments")
  RECENT_DEPLOYMENTS("RecentDeployments"),
  @JsonProperty("ResourceUtilisation")
  RESOURCE_UTILISATION("ResourceUtilisation"),
  @JsonProperty("DownstreamServices")
  DOWNSTREAM_SERVICES("DownstreamServices");

  private final String text;

  Check(String text) {
    this.text = text;
  }

  /** The name as written in YAML and metrics. */
  public String text() {
    return text;
  }
}
