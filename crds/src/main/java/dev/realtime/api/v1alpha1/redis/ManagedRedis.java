package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** A Redis run by the operator, with a generated password. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.topology == 'Replicated' || !has(self.replicas)",
    message = "replicas is for topology Replicated; a Single Redis has one")
@ValidationRule(
    value = "self.topology == 'Replicated' || !has(self.sentinels)",
    message = "sentinels is for topology Replicated")
public record ManagedRedis(
    @JsonPropertyDescription(
            "Single: one Redis. Replicated: a master with replicas, watched by Sentinels, which fail over by themselves.")
        @Default("Single")
        RedisTopology topology,
    @JsonPropertyDescription("Redis pods of a Replicated one, the master among them. Left out: 3.")
        @Min(2) @Max(9) @Nullable Integer replicas,
    @JsonPropertyDescription(
            "Sentinel pods; an odd number, so that a majority exists. Left out: 3.")
        @Min(3) @Max(7) @ValidationRule(value = "self % 2 == 1", message = "sentinels must be odd")
        @Nullable Integer sentinels,
    @JsonPropertyDescription("maxmemory of Redis; the container's limit is half as much again.")
        @Default(ManagedRedis.MEMORY)
        @ValidationRule(
            value =
                "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('16Mi')) >= 0",
            message = "memory must be a quantity of at least 16Mi")
        Quantity memory,
    @JsonPropertyDescription(
            "What Redis does at maxmemory. History with a TTL suits volatile-ttl; noeviction refuses writes instead.")
        @Default("volatile-ttl")
        EvictionPolicy evictionPolicy,
    @JsonPropertyDescription("What survives a restart of Redis.") Persistence persistence,
    @JsonPropertyDescription("CPU request. Memory follows from memory.")
        @Default(ManagedRedis.CPU)
        @ValidationRule(
            value =
                "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('1m')) >= 0",
            message = "cpu must be a quantity of at least 1m")
        Quantity cpu,
    @JsonPropertyDescription("Image. Left out: the one this operator was released with.")
        @Size(min = 1, max = 512) @Nullable String image) {
  static final String MEMORY = "256Mi";
  static final String CPU = "100m";
  static final int REPLICAS = 3;
  static final int SENTINELS = 3;

  public ManagedRedis {
    topology = topology == null ? RedisTopology.SINGLE : topology;
    memory = memory == null ? Quantity.parse(MEMORY) : memory;
    evictionPolicy = evictionPolicy == null ? EvictionPolicy.VOLATILE_TTL : evictionPolicy;
    persistence = persistence == null ? Persistence.none() : persistence;
    cpu = cpu == null ? Quantity.parse(CPU) : cpu;
  }

  /** The managed Redis of a service whose spec names none: single, in memory. */
  public static ManagedRedis defaults() {
    return new ManagedRedis(
        RedisTopology.SINGLE,
        null,
        null,
        Quantity.parse(MEMORY),
        EvictionPolicy.VOLATILE_TTL,
        Persistence.none(),
        Quantity.parse(CPU),
        null);
  }

  /** Redis pods there are to be. */
  public int podCount() {
    if (topology == RedisTopology.SINGLE) {
      return 1;
    }
    return replicas == null ? REPLICAS : replicas;
  }

  /** Sentinel pods there are to be; 0 for a single Redis. */
  public int sentinelCount() {
    if (topology == RedisTopology.SINGLE) {
      return 0;
    }
    return sentinels == null ? SENTINELS : sentinels;
  }
}
