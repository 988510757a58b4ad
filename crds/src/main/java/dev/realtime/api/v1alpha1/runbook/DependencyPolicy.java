package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the runbook may do about calls of the server's proxies that lead to this dependency.
 * Everything is off until allowed.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DependencyPolicy(
    @JsonPropertyDescription(
            "The proxies whose calls lead to it; Subscribe stands for subRefresh as well. Empty: all of them.")
        @Size(max = 5) List<Proxy> proxies,
    @JsonPropertyDescription(
            "Calls in flight per proxy and pod while the dependency is short of connections. Left out: concurrency is never capped.")
        @Min(1) @Max(10000) @Nullable Integer concurrencyCap,
    @JsonPropertyDescription(
            "How long answers to proxied calls may be reused while it is slow or failing. Left out: never cached.")
        @Min(1) @Max(3600) @Nullable Integer cacheSeconds,
    @JsonPropertyDescription(
            "Whether the circuit may be set to open at the first failed call while it fails.")
        @Default("false")
        Boolean openCircuit) {
  public DependencyPolicy {
    proxies = proxies == null ? List.of() : List.copyOf(proxies);
    openCircuit = openCircuit == null ? false : openCircuit;
  }

  /** Nothing is allowed. */
  public static DependencyPolicy nothing() {
    return new DependencyPolicy(List.of(), null, null, false);
  }
}
