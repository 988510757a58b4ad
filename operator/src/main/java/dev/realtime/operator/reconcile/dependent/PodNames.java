package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;

/** Headless Services: a name for each pod of a StatefulSet, from before it is ready. */
final class PodNames {
  private PodNames() {}

  static Service service(Situation situation, String name, String component, int port) {
    return new ServiceBuilder()
        .withMetadata(situation.meta(name, component).build())
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(situation.names().selector(component))
        .withPorts(
            new ServicePortBuilder()
                .withName(component)
                .withProtocol("TCP")
                .withPort(port)
                .withTargetPort(new IntOrString(component))
                .build())
        .endSpec()
        .build();
  }
}
