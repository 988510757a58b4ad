package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.server.Forms;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The Redis that joins the pods: one the operator runs, or one that is there already. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(has(self.managed) && has(self.external))",
    message = "redis is either managed or external: drop one of the two")
@ValidationRule(
    value =
        "!has(self.heartbeatTimeout) || duration(self.heartbeatTimeout) >= duration(has(self.heartbeatInterval) ? self.heartbeatInterval : '1s')",
    message =
        "heartbeatTimeout must not be below heartbeatInterval (1s unless set), or every heartbeat would fail")
@ValidationRule(
    value =
        "!has(self.heartbeatInterval) || has(self.heartbeatTimeout) || duration(self.heartbeatInterval) <= duration('3s')",
    message =
        "heartbeatInterval above 3s needs a heartbeatTimeout that is not below it, or every heartbeat would fail")
public record RedisSpec(
    @JsonPropertyDescription("A Redis run by the operator. The default, with its own defaults.")
        @Nullable ManagedRedis managed,
    @JsonPropertyDescription("A Redis that is there already.") @Nullable ExternalRedis external,
    @JsonPropertyDescription(
            "Begins every key and pub/sub channel; services that share a Redis differ in it. Left out: realtime.<namespace>.<name>.")
        @Size(max = 64) @Pattern("^[-a-zA-Z0-9_.]{1,64}$") @Nullable String prefix,
    @JsonPropertyDescription("Longest wait for a connection. Default: 1s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('10ms') && duration(self) <= duration('1m')",
            message = "connectTimeout must be between 10ms and 1m")
        @Nullable String connectTimeout,
    @JsonPropertyDescription(
            "Longest wait for an answer; then the operation fails with error 100. Default: 2s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('10ms') && duration(self) <= duration('1m')",
            message = "timeout must be between 10ms and 1m")
        @Nullable String timeout,
    @JsonPropertyDescription(
            "How often a message is sent through pub/sub to itself, on each shard. Default: 1s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('100ms') && duration(self) <= duration('1m')",
            message = "heartbeatInterval must be between 100ms and 1m")
        @Nullable String heartbeatInterval,
    @JsonPropertyDescription(
            "A heartbeat that has not come back in this time makes the subscription deaf: it is made again. Default: 3s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('200ms') && duration(self) <= duration('1m')",
            message = "heartbeatTimeout must be between 200ms and 1m")
        @Nullable String heartbeatTimeout,
    @JsonPropertyDescription(
            "Operations waiting for Redis, on each shard; beyond, publishers get 111. 10,000 at 2 s are 5,000 operations a second at the slowest. Default: 10000.")
        @Min(1) @Max(10000000) @Nullable Integer maxPending) {

  public RedisSpec {
    managed = managed == null && external == null ? ManagedRedis.defaults() : managed;
  }

  /** The Redis of a service whose spec names none. */
  public static RedisSpec defaults() {
    return new RedisSpec(ManagedRedis.defaults(), null, null, null, null, null, null, null);
  }
}
