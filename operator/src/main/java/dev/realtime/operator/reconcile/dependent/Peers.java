package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Who talks to whom, in the words of NetworkPolicies. */
final class Peers {
  private static final String NAMESPACE = "kubernetes.io/metadata.name";

  private Peers() {}

  /** Rule for these peers and TCP ports; no peers: everybody. */
  static NetworkPolicyIngressRule allow(List<NetworkPolicyPeer> peers, int... ports) {
    return new NetworkPolicyIngressRuleBuilder()
        .withFrom(peers)
        .withPorts(IntStream.of(ports).mapToObj(Peers::port).toList())
        .build();
  }

  /** The pods of the operator: it reads metrics, health and Redis, and connects as a client. */
  static NetworkPolicyPeer operator(Situation situation) {
    return new NetworkPolicyPeerBuilder()
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of(NAMESPACE, situation.operatorNamespace()))
        .endNamespaceSelector()
        .withNewPodSelector()
        .withMatchLabels(Map.of(Names.OPERATOR_POD, "true"))
        .endPodSelector()
        .build();
  }

  /** Every pod of namespaces that are for monitoring. */
  static NetworkPolicyPeer monitoring() {
    return new NetworkPolicyPeerBuilder()
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of("realtime.dev/monitoring", "true"))
        .endNamespaceSelector()
        .build();
  }

  /** Pods of the service's own component, in its own namespace. */
  static NetworkPolicyPeer component(Situation situation, String component) {
    return new NetworkPolicyPeerBuilder()
        .withNewPodSelector()
        .withMatchLabels(situation.names().selector(component))
        .endPodSelector()
        .build();
  }

  private static NetworkPolicyPort port(int number) {
    return new NetworkPolicyPortBuilder()
        .withProtocol("TCP")
        .withPort(new IntOrString(number))
        .build();
  }
}
