package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who counts connections for autoscaling. */
public enum ConnectionSource {
  /** The operator, from the pods' own metrics. */
  @JsonProperty("Operator")
  OPERATOR,
  /** The HPA, through an adapter for {@code custom.metrics.k8s.io}. */
  @JsonProperty("MetricsAdapter")
  METRICS_ADAPTER
}
