package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** How far the runbook may go when it adds resources. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ceilings(
    @JsonPropertyDescription(
            "Most replicas the runbook ever asks for. Also bounds the maximum of an autoscaler while an override holds.")
        @Default("" + Ceilings.REPLICAS)
        @Min(1) @Max(1000) Integer replicas,
    @JsonPropertyDescription("Most memory of the managed Redis. Left out: it is never raised.")
        @ValidationRule(
            value =
                "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('16Mi')) >= 0",
            message = "redisMemory must be a quantity of at least 16Mi")
        @Nullable Quantity redisMemory,
    @JsonPropertyDescription("Highest memory limit of a server pod. Left out: it is never raised.")
        @ValidationRule(
            value =
                "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('64Mi')) >= 0",
            message = "memory must be a quantity of at least 64Mi")
        @Nullable Quantity memory,
    @JsonPropertyDescription("Highest CPU limit of a server pod. Left out: it is never raised.")
        @ValidationRule(
            value =
                "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('10m')) >= 0",
            message = "cpu must be a quantity of at least 10m")
        @Nullable Quantity cpu) {
  static final int REPLICAS = 10;

  public Ceilings {
    replicas = replicas == null ? REPLICAS : replicas;
  }
}
