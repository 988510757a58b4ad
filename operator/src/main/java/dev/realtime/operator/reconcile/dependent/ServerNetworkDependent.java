package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.NetworkAccess;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may reach the server's pods: clients the clients' port, the operator and Prometheus the
 * management port. The kubelet's probes are let through by every network plug-in.
 */
public final class ServerNetworkDependent implements Dependent<NetworkPolicy> {
  @Override
  public Class<NetworkPolicy> type() {
    return NetworkPolicy.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<NetworkPolicy> desired(Situation situation) {
    NetworkAccess access = situation.spec().network();
    if (!access.enabled()) {
      return Optional.empty();
    }
    NetworkPolicyPeer operator = Peers.operator(situation);
    List<NetworkPolicyPeer> clients =
        access.clients().isEmpty() ? List.of() : with(operator, access.clients());
    List<NetworkPolicyPeer> monitoring =
        with(
            operator,
            access.monitoring().isEmpty() ? List.of(Peers.monitoring()) : access.monitoring());
    return Optional.of(
        new NetworkPolicyBuilder()
            .withMetadata(situation.meta(name(situation), Names.SERVER).build())
            .withNewSpec()
            .withPolicyTypes("Ingress")
            .withNewPodSelector()
            .withMatchLabels(situation.names().selector(Names.SERVER))
            .endPodSelector()
            .withIngress(
                Peers.allow(clients, Names.HTTP_PORT),
                Peers.allow(monitoring, Names.MANAGEMENT_PORT))
            .endSpec()
            .build());
  }

  private static List<NetworkPolicyPeer> with(
      NetworkPolicyPeer first, List<NetworkPolicyPeer> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }
}
