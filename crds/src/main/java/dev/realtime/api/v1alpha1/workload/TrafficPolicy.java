package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where traffic from outside may go. */
public enum TrafficPolicy {
  /** To pods on any node. */
  @JsonProperty("Cluster")
  CLUSTER("Cluster"),
  /** To pods on the node it came in at. */
  @JsonProperty("Local")
  LOCAL("Local");

  private final String kubernetesName;

  TrafficPolicy(String kubernetesName) {
    this.kubernetesName = kubernetesName;
  }

  /** The name in a Service. */
  public String kubernetesName() {
    return kubernetesName;
  }
}
