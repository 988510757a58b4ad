package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may reach the managed Redis and its Sentinels: the server's pods, each other, and the
 * operator, which watches them. Nobody else, whoever has the password.
 */
public final class RedisNetworkDependent implements Dependent<NetworkPolicy> {
  @Override
  public Class<NetworkPolicy> type() {
    return NetworkPolicy.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().redis();
  }

  @Override
  public Optional<NetworkPolicy> desired(Situation situation) {
    return ManagedRedisPods.of(situation)
        .filter(_ -> situation.spec().network().enabled())
        .map(
            _ ->
                new NetworkPolicyBuilder()
                    .withMetadata(situation.meta(name(situation), Names.REDIS).build())
                    .withNewSpec()
                    .withPolicyTypes("Ingress")
                    .withNewPodSelector()
                    .withMatchLabels(Map.of(Names.INSTANCE, situation.names().service()))
                    .addNewMatchExpression()
                    .withKey(Names.COMPONENT)
                    .withOperator("In")
                    .withValues(Names.REDIS, Names.SENTINEL)
                    .endMatchExpression()
                    .endPodSelector()
                    .withIngress(
                        Peers.allow(
                            List.of(
                                Peers.component(situation, Names.SERVER),
                                Peers.component(situation, Names.REDIS),
                                Peers.component(situation, Names.SENTINEL),
                                Peers.operator(situation)),
                            Names.REDIS_PORT,
                            Names.SENTINEL_PORT))
                    .endSpec()
                    .build());
  }
}
