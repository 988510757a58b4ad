package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Redis' {@code maxmemory-policy}. */
public enum EvictionPolicy {
  /** Refuses writes. */
  @JsonProperty("noeviction")
  NOEVICTION,
  /** The least recently used key goes. */
  @JsonProperty("allkeys-lru")
  ALLKEYS_LRU,
  /** The least recently used key with a time to live goes. */
  @JsonProperty("volatile-lru")
  VOLATILE_LRU,
  /** The key that would expire first goes. */
  @JsonProperty("volatile-ttl")
  VOLATILE_TTL;

  /** The name in redis.conf. */
  public String redisName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
