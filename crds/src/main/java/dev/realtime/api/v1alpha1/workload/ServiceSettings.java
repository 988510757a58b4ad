package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Service of the clients' port. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.nodePort) || self.type != 'ClusterIP'",
    message = "nodePort is for type NodePort or LoadBalancer")
@ValidationRule(
    value = "!has(self.loadBalancerClass) || self.type == 'LoadBalancer'",
    message = "loadBalancerClass is for type LoadBalancer")
@ValidationRule(
    value = "!has(self.externalTrafficPolicy) || self.type != 'ClusterIP'",
    message = "externalTrafficPolicy is for type NodePort or LoadBalancer")
public record ServiceSettings(
    @JsonPropertyDescription("Type.") @Default("ClusterIP") ServiceType type,
    @JsonPropertyDescription("Port of the Service; the pods listen on 8004.")
        @Default("" + ServiceSettings.PORT)
        @Min(1) @Max(65535) Integer port,
    @JsonPropertyDescription("Port on the nodes. Left out: the cluster chooses.")
        @Min(1) @Max(65535) @Nullable Integer nodePort,
    @JsonPropertyDescription("Class of the load balancer.") @Size(min = 1, max = 253) @Nullable String loadBalancerClass,
    @JsonPropertyDescription("Local keeps the clients' addresses; Cluster spreads more evenly.")
        @Nullable TrafficPolicy externalTrafficPolicy,
    @JsonPropertyDescription("Annotations of the Service.") @Size(max = 50) Map<String, String> annotations) {
  static final int PORT = 8004;

  public ServiceSettings {
    type = type == null ? ServiceType.CLUSTER_IP : type;
    port = port == null ? PORT : port;
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
  }

  /** The Service of a spec that names none. */
  public static ServiceSettings defaults() {
    return new ServiceSettings(ServiceType.CLUSTER_IP, PORT, null, null, null, Map.of());
  }
}
