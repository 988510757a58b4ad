package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a symptom is there, as far as the evidence says. */
public enum Cause {
  @JsonProperty("RedisUnreachable")
  REDIS_UNREACHABLE("RedisUnreachable", "Redis does not answer"),
  @JsonProperty("RedisMemory")
  REDIS_MEMORY("RedisMemory", "Redis is out of memory, evicting keys or rejecting writes"),
  @JsonProperty("RedisSlow")
  REDIS_SLOW("RedisSlow", "Redis answers slowly"),
  @JsonProperty("BadRollout")
  BAD_ROLLOUT("BadRollout", "the trouble began with a rollout"),
  @JsonProperty("DatabaseUnreachable")
  DATABASE_UNREACHABLE("DatabaseUnreachable", "the database does not accept connections"),
  @JsonProperty("DatabaseExhausted")
  DATABASE_EXHAUSTED("DatabaseExhausted", "the database has no connections left"),
  @JsonProperty("DatabaseSlow")
  DATABASE_SLOW("DatabaseSlow", "the database answers its queries slowly"),
  @JsonProperty("DownstreamFailing")
  DOWNSTREAM_FAILING("DownstreamFailing", "a downstream service fails"),
  @JsonProperty("DownstreamSlow")
  DOWNSTREAM_SLOW("DownstreamSlow", "a downstream service answers slowly"),
  @JsonProperty("ResourcesHigh")
  RESOURCES_HIGH("ResourcesHigh", "the pods use up their CPU or memory"),
  @JsonProperty("ConfigurationInvalid")
  CONFIGURATION_INVALID("ConfigurationInvalid", "the server refuses its configuration"),
  @JsonProperty("OutOfMemory")
  OUT_OF_MEMORY("OutOfMemory", "containers were killed for using too much memory"),
  @JsonProperty("Throttled")
  THROTTLED("Throttled", "the containers are held back by their CPU limit"),
  @JsonProperty("Evicted")
  EVICTED("Evicted", "the pods were evicted from their nodes"),
  @JsonProperty("Unschedulable")
  UNSCHEDULABLE("Unschedulable", "no node has room for the pods"),
  @JsonProperty("ConnectionLimit")
  CONNECTION_LIMIT("ConnectionLimit", "the connections are at their limit"),
  @JsonProperty("Shedding")
  SHEDDING("Shedding", "the servers turn clients away to protect themselves"),
  @JsonProperty("Unresponsive")
  UNRESPONSIVE("Unresponsive", "the servers do not answer"),
  @JsonProperty("Unknown")
  UNKNOWN("Unknown", "no rule of the runbook explains the symptom");

  private final String text;
  private final String explanation;

  Cause(String text, String explanation) {
    this.text = text;
    this.explanation = explanation;
  }

  /** The name as written in YAML, metrics and notifications. */
  public String text() {
    return text;
  }

  /** One clause that completes "because ...". */
  public String explanation() {
    return explanation;
  }

  @Override
  public String toString() {
    return text;
  }
}
