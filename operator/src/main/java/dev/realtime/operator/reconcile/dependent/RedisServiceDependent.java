package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.Optional;

/**
 * Where the pods find a single managed Redis. A replicated one has no such address: it would lead
 * to replicas as well, and who is master is asked of the Sentinels.
 */
public final class RedisServiceDependent implements Dependent<Service> {
  @Override
  public Class<Service> type() {
    return Service.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().redis();
  }

  @Override
  public Optional<Service> desired(Situation situation) {
    return ManagedRedisPods.of(situation)
        .filter(redis -> !ManagedRedisPods.replicated(redis))
        .map(
            redis ->
                new ServiceBuilder()
                    .withMetadata(situation.meta(name(situation), Names.REDIS).build())
                    .withNewSpec()
                    .withType("ClusterIP")
                    .withSelector(situation.names().selector(Names.REDIS))
                    .withPorts(
                        new ServicePortBuilder()
                            .withName("redis")
                            .withProtocol("TCP")
                            .withPort(Names.REDIS_PORT)
                            .withTargetPort(new IntOrString("redis"))
                            .build())
                    .endSpec()
                    .build());
  }
}
