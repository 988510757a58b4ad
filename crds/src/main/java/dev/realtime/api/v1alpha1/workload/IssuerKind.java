package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kinds of issuers of cert-manager. */
public enum IssuerKind {
  /** In the namespace of the service. */
  @JsonProperty("Issuer")
  ISSUER("Issuer"),
  /** For the whole cluster. */
  @JsonProperty("ClusterIssuer")
  CLUSTER_ISSUER("ClusterIssuer");

  private final String kubernetesName;

  IssuerKind(String kubernetesName) {
    this.kubernetesName = kubernetesName;
  }

  /** The name in a Certificate. */
  public String kubernetesName() {
    return kubernetesName;
  }
}
