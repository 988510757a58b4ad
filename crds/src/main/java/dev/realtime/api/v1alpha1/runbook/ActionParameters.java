package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of an action. Which ones count depends on the action. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActionParameters(
    @JsonPropertyDescription("Replicas to go to: EmergencyScale, ScaleUp, GiveBack.")
        @Min(1) @Max(1000) @Nullable Integer replicas,
    @JsonPropertyDescription(
            "Revision to return to: Rollback, RestoreConfiguration. Left out: the last known good one.")
        @Size(max = 253) @Nullable String revision,
    @JsonPropertyDescription("Image of that revision. Filled in by the operator.") @Size(max = 512) @Nullable String image,
    @JsonPropertyDescription("ConfigMap of that revision. Filled in by the operator.")
        @Size(max = 253) @Nullable String configuration,
    @JsonPropertyDescription("Memory to raise to: RaiseRedisMemory, RaiseLimit.")
        @Nullable Quantity memory,
    @JsonPropertyDescription("CPU limit to raise to: RaiseLimit.") @Nullable Quantity cpu,
    @JsonPropertyDescription("Dependency it is about: CapConcurrency, CacheResponses, OpenCircuit.")
        @Size(max = 63) @Nullable String dependency,
    @JsonPropertyDescription("Calls in flight: CapConcurrency.") @Min(1) @Max(10000) @Nullable Integer concurrency,
    @JsonPropertyDescription("Seconds: CacheResponses.") @Min(1) @Max(3600) @Nullable Integer cacheSeconds,
    @JsonPropertyDescription(
            "Pods by name and uid, as name/uid: RestartRedis. Filled in by the operator, so that a repeated step restarts nothing twice.")
        @Size(max = 20) List<String> pods,
    @JsonPropertyDescription("What clients are told (MaintenanceOn) or people (Escalate).")
        @Size(max = 1024) @Nullable String message) {
  public ActionParameters {
    pods = pods == null ? List.of() : List.copyOf(pods);
  }

  /** Parameters of an action that needs none. */
  public static ActionParameters none() {
    return new ActionParameters(
        null, null, null, null, null, null, null, null, null, List.of(), null);
  }
}
