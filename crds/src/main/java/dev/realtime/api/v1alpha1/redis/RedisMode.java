package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the addresses of an external Redis are. */
public enum RedisMode {
  /** One Redis, or several independent ones over which channels are spread. */
  @JsonProperty("Standalone")
  STANDALONE,
  /** Sentinels that watch a master. */
  @JsonProperty("Sentinel")
  SENTINEL,
  /** Nodes of a Redis Cluster. */
  @JsonProperty("Cluster")
  CLUSTER
}
