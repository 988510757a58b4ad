package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.IngressSettings;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLSBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An Ingress for clients outside the cluster. */
public final class IngressDependent implements Dependent<Ingress> {
  private static final String NGINX = "nginx.ingress.kubernetes.io/";

  /** ingress-nginx closes a connection on which nothing is said for 60 s; pings come each 25 s. */
  private static final String IDLE_SECONDS = "3600";

  @Override
  public Class<Ingress> type() {
    return Ingress.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<Ingress> desired(Situation situation) {
    return Optional.ofNullable(situation.spec().ingress())
        .map(settings -> ingress(situation, settings));
  }

  private Ingress ingress(Situation situation, IngressSettings settings) {
    var path =
        new HTTPIngressPathBuilder()
            .withPath(settings.path())
            .withPathType("Prefix")
            .withNewBackend()
            .withNewService()
            .withName(situation.names().service())
            .withNewPort()
            .withName("http")
            .endPort()
            .endService()
            .endBackend()
            .build();
    var ingress =
        new IngressBuilder()
            .withMetadata(
                situation
                    .meta(name(situation), Names.SERVER)
                    .withAnnotations(annotations(situation, settings))
                    .build())
            .withNewSpec()
            .withRules(
                new IngressRuleBuilder()
                    .withHost(settings.host())
                    .withNewHttp()
                    .withPaths(path)
                    .endHttp()
                    .build());
    if (settings.className() != null) {
      ingress.withIngressClassName(settings.className());
    }
    if (settings.tlsSecretName() != null) {
      ingress.withTls(
          new IngressTLSBuilder()
              .withHosts(settings.host())
              .withSecretName(settings.tlsSecretName())
              .build());
    }
    return ingress.endSpec().build();
  }

  private static Map<String, String> annotations(Situation situation, IngressSettings settings) {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(NGINX + "proxy-read-timeout", IDLE_SECONDS);
    annotations.put(NGINX + "proxy-send-timeout", IDLE_SECONDS);
    if (situation.spec().tls() != null) {
      annotations.put(NGINX + "backend-protocol", "HTTPS");
    }
    annotations.putAll(settings.annotations());
    return annotations;
  }
}
