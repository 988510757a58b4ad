package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator renders in place of what the spec says, and since when. The spec itself is
 * never rewritten.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Overrides(
    @JsonPropertyDescription("Replica floor.") @Nullable ReplicasOverride replicas,
    @JsonPropertyDescription("Last restart by the runbook.") @Nullable RestartOverride restart,
    @JsonPropertyDescription("Earlier revision.") @Nullable RevisionOverride revision,
    @JsonPropertyDescription("Maintenance mode.") @Nullable MaintenanceOverride maintenance,
    @JsonPropertyDescription("Memory of the managed Redis.")
        @Nullable RedisMemoryOverride redisMemory,
    @JsonPropertyDescription("Limits of the server's container.") @Nullable LimitOverride limits,
    @JsonPropertyDescription("Calls towards dependencies.") @Size(max = 50) List<ProxyOverride> proxies) {
  public Overrides {
    proxies = proxies == null ? List.of() : List.copyOf(proxies);
  }

  /** No override at all. */
  public static Overrides none() {
    return new Overrides(null, null, null, null, null, null, List.of());
  }
}
