package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.ServiceSettings;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.Optional;

/** Where clients connect. */
public final class ServiceDependent implements Dependent<Service> {
  @Override
  public Class<Service> type() {
    return Service.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<Service> desired(Situation situation) {
    ServiceSettings settings = situation.serviceSettings();
    var meta = situation.meta(name(situation), Names.SERVER);
    if (!settings.annotations().isEmpty()) {
      meta.withAnnotations(settings.annotations());
    }
    var port =
        new ServicePortBuilder()
            .withName("http")
            .withProtocol("TCP")
            // WebSocket begins as HTTP/1.1; gateways that look at this choose the right protocol.
            .withAppProtocol(
                situation.spec().tls() == null ? "kubernetes.io/ws" : "kubernetes.io/wss")
            .withPort(settings.port())
            .withTargetPort(new IntOrString("http"));
    if (settings.nodePort() != null) {
      port.withNodePort(settings.nodePort());
    }
    var spec =
        new ServiceBuilder()
            .withMetadata(meta.build())
            .withNewSpec()
            .withType(settings.type().kubernetesName())
            .withSelector(situation.names().selector(Names.SERVER))
            .withPorts(port.build());
    if (settings.loadBalancerClass() != null) {
      spec.withLoadBalancerClass(settings.loadBalancerClass());
    }
    if (settings.externalTrafficPolicy() != null) {
      spec.withExternalTrafficPolicy(settings.externalTrafficPolicy().kubernetesName());
    }
    return Optional.of(spec.endSpec().build());
  }
}
