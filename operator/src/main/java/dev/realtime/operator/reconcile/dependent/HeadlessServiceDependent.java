package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.Optional;

/**
 * Names each pod, ready or not, with both ports: Prometheus scrapes through it, and people ask one
 * pod for its health.
 */
public final class HeadlessServiceDependent implements Dependent<Service> {
  @Override
  public Class<Service> type() {
    return Service.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().headless();
  }

  @Override
  public Optional<Service> desired(Situation situation) {
    return Optional.of(
        new ServiceBuilder()
            .withMetadata(situation.meta(name(situation), Names.SERVER).build())
            .withNewSpec()
            .withType("ClusterIP")
            .withClusterIP("None")
            .withPublishNotReadyAddresses(true)
            .withSelector(situation.names().selector(Names.SERVER))
            .withPorts(
                new ServicePortBuilder()
                    .withName("http")
                    .withProtocol("TCP")
                    .withPort(Names.HTTP_PORT)
                    .withTargetPort(new IntOrString("http"))
                    .build(),
                new ServicePortBuilder()
                    .withName("management")
                    .withProtocol("TCP")
                    .withPort(Names.MANAGEMENT_PORT)
                    .withTargetPort(new IntOrString("management"))
                    .build())
            .endSpec()
            .build());
  }
}
