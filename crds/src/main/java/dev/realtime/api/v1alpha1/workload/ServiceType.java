package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Type of the Service. */
public enum ServiceType {
  /** Reachable in the cluster. */
  @JsonProperty("ClusterIP")
  CLUSTER_IP("ClusterIP"),
  /** Reachable on every node. */
  @JsonProperty("NodePort")
  NODE_PORT("NodePort"),
  /** Reachable through the provider's load balancer. */
  @JsonProperty("LoadBalancer")
  LOAD_BALANCER("LoadBalancer");

  private final String kubernetesName;

  ServiceType(String kubernetesName) {
    this.kubernetesName = kubernetesName;
  }

  /** The name in a Service. */
  public String kubernetesName() {
    return kubernetesName;
  }
}
