package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Replicas that follow load. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.maxReplicas >= self.minReplicas",
    message = "maxReplicas must not be below minReplicas")
@ValidationRule(
    value =
        "has(self.cpuUtilization) || has(self.memoryUtilization) || has(self.connectionsPerReplica)",
    message = "one of cpuUtilization, memoryUtilization and connectionsPerReplica must be given")
@ValidationRule(
    value = "self.connectionSource != 'MetricsAdapter' || has(self.connectionsPerReplica)",
    message = "connectionSource MetricsAdapter needs connectionsPerReplica")
public record Autoscaling(
    @JsonPropertyDescription("Least replicas.") @Default("2") @Min(1) @Max(1000) Integer minReplicas,
    @JsonPropertyDescription("Most replicas.") @Required @Min(1) @Max(1000) Integer maxReplicas,
    @JsonPropertyDescription("Mean CPU use to aim at, in percent of the request.")
        @Min(1) @Max(1000) @Nullable Integer cpuUtilization,
    @JsonPropertyDescription("Mean memory use to aim at, in percent of the request.")
        @Min(1) @Max(1000) @Nullable Integer memoryUtilization,
    @JsonPropertyDescription("Client connections per replica to aim at.") @Min(1) @Max(1000000) @Nullable Integer connectionsPerReplica,
    @JsonPropertyDescription(
            "Who counts connections. Operator: it reads the pods' metrics and needs no adapter. MetricsAdapter: the HPA reads realtime_connections from custom.metrics.k8s.io.")
        @Default("Operator")
        ConnectionSource connectionSource,
    @JsonPropertyDescription(
            "How long fewer replicas must have been enough before some are taken away, in seconds. Each one taken away makes its clients reconnect.")
        @Default("" + Autoscaling.SCALE_DOWN_SECONDS)
        @Min(0) @Max(3600) Integer scaleDownStabilizationSeconds) {
  static final int MIN_REPLICAS = 2;
  static final int SCALE_DOWN_SECONDS = 300;

  public Autoscaling {
    minReplicas = minReplicas == null ? MIN_REPLICAS : minReplicas;
    connectionSource = connectionSource == null ? ConnectionSource.OPERATOR : connectionSource;
    scaleDownStabilizationSeconds =
        scaleDownStabilizationSeconds == null ? SCALE_DOWN_SECONDS : scaleDownStabilizationSeconds;
  }

  /** Whether a HorizontalPodAutoscaler has anything to measure. */
  public boolean needsHpa() {
    return cpuUtilization != null
        || memoryUtilization != null
        || connectionSource == ConnectionSource.METRICS_ADAPTER;
  }

  /** Whether the operator itself scales by connections. */
  public boolean countsConnections() {
    return connectionsPerReplica != null && connectionSource == ConnectionSource.OPERATOR;
  }
}
