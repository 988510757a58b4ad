package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a managed Redis is laid out. */
public enum RedisTopology {
  /** One pod. */
  @JsonProperty("Single")
  SINGLE,
  /** A master and replicas, with Sentinels that fail over. */
  @JsonProperty("Replicated")
  REPLICATED
}
