package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The Redis that joins the pods: one the operator runs, or one that is there already. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(has(self.managed) && has(self.external))",
    message = "redis is either managed or external: drop one of the two")
public record RedisSpec(
    @JsonPropertyDescription("A Redis run by the operator. The default, with its own defaults.")
        @Nullable ManagedRedis managed,
    @JsonPropertyDescription("A Redis that is there already.") @Nullable ExternalRedis external,
    @JsonPropertyDescription(
            "Begins every key and pub/sub channel; services that share a Redis differ in it. Left out: realtime.<namespace>.<name>.")
        @Size(max = 64) @Pattern("^[-a-zA-Z0-9_.]{1,64}$") @Nullable String prefix) {

  public RedisSpec {
    managed = managed == null && external == null ? ManagedRedis.defaults() : managed;
  }

  /** The Redis of a service whose spec names none. */
  public static RedisSpec defaults() {
    return new RedisSpec(ManagedRedis.defaults(), null, null);
  }
}
