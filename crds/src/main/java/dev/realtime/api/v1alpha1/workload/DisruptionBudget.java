package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How many pods a node drain may take at a time. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DisruptionBudget(
    @JsonPropertyDescription("Whether a PodDisruptionBudget is created.") @Default("true")
        Boolean enabled,
    @JsonPropertyDescription("Pods that may be missing at a time.") @Default("1") @Min(1) @Max(1000) Integer maxUnavailable) {

  public DisruptionBudget {
    enabled = enabled == null ? true : enabled;
    maxUnavailable = maxUnavailable == null ? 1 : maxUnavailable;
  }

  /** One at a time. */
  public static DisruptionBudget defaults() {
    return new DisruptionBudget(true, 1);
  }
}
