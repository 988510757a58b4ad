package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/**
 * What the runbook may do about calls of the server's proxies to this dependency. Everything is off
 * until allowed.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DependencyPolicy(
    @JsonPropertyDescription(
            "Calls in flight per server pod while the dependency is short of connections. Left out: concurrency is never capped.")
        @Min(1) @Max(10000) @Nullable Integer concurrencyCap,
    @JsonPropertyDescription(
            "How long answers to proxied calls may be reused while it is slow or failing. Left out: never cached.")
        @Min(1) @Max(3600) @Nullable Integer cacheSeconds,
    @JsonPropertyDescription("Whether calls may be stopped altogether while it fails.")
        @Default("false")
        Boolean openCircuit) {
  public DependencyPolicy {
    openCircuit = openCircuit == null ? false : openCircuit;
  }
}
