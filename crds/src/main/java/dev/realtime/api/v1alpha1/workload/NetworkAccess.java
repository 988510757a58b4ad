package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;

/** Who may reach the pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.clients) || self.clients.all(p, has(p.ipBlock) != (has(p.podSelector) || has(p.namespaceSelector)))",
    message = "each entry of clients has either ipBlock, or podSelector and namespaceSelector")
@ValidationRule(
    value =
        "!has(self.monitoring) || self.monitoring.all(p, has(p.ipBlock) != (has(p.podSelector) || has(p.namespaceSelector)))",
    message = "each entry of monitoring has either ipBlock, or podSelector and namespaceSelector")
public record NetworkAccess(
    @JsonPropertyDescription("Whether NetworkPolicies are created.") @Default("true")
        Boolean enabled,
    @JsonPropertyDescription("Who may reach port 8004. Empty: everybody.") @Size(max = 50) List<NetworkPolicyPeer> clients,
    @JsonPropertyDescription(
            "Who, beside the operator, may reach the management port 9004. Empty: every pod of a namespace labelled realtime.dev/monitoring=true.")
        @Size(max = 50) List<NetworkPolicyPeer> monitoring) {

  public NetworkAccess {
    enabled = enabled == null ? true : enabled;
    clients = clients == null ? List.of() : List.copyOf(clients);
    monitoring = monitoring == null ? List.of() : List.copyOf(monitoring);
  }

  /** The access of a spec that names none. */
  public static NetworkAccess defaults() {
    return new NetworkAccess(true, List.of(), List.of());
  }
}
