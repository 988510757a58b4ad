package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.RevisionOverride;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.config.Configuration;
import dev.realtime.operator.reconcile.config.ConfigurationRenderer;
import dev.realtime.operator.reconcile.connections.Connections;
import dev.realtime.operator.status.Reason;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what the desired objects follow from. */
final class Situations {
  private Situations() {}

  static Situation of(
      RealtimeService service,
      Objects objects,
      Connections connections,
      OperatorSettings settings) {
    Names names = new Names(service.getMetadata().getName());
    Overrides overrides = ValidOverrides.of(service);
    RevisionOverride revision = overrides.revision();
    String image =
        service.getSpec().image() == null ? settings.serverImage() : service.getSpec().image();
    Optional<Configuration> earlier = earlier(revision, objects);
    return new Situation(
        service,
        names,
        overrides,
        revision != null && revision.image() != null ? revision.image() : image,
        redisImage(service, settings),
        earlier.orElseGet(() -> ConfigurationRenderer.render(service, names, overrides)),
        earlier.orElseGet(() -> ConfigurationRenderer.render(service, names, Overrides.none())),
        connections,
        connections.floorAt(replicas(objects, names)),
        null,
        settings.namespace());
  }

  private static int replicas(Objects objects, Names names) {
    return objects
        .cached(Deployment.class, names.service())
        .map(deployment -> deployment.getSpec().getReplicas())
        .orElse(1);
  }

  private static String redisImage(RealtimeService service, OperatorSettings settings) {
    var redis = service.getSpec().redis();
    return redis == null || redis.managed() == null || redis.managed().image() == null
        ? settings.redisImage()
        : redis.managed().image();
  }

  private static Optional<Configuration> earlier(
      @Nullable RevisionOverride revision, Objects objects) {
    if (revision == null || revision.configuration() == null) {
      return Optional.empty();
    }
    Optional<Configuration> found =
        objects
            .cached(ConfigMap.class, revision.configuration())
            .map(map -> map.getData().get(Names.CONFIG_YAML))
            .map(Configuration::of);
    if (found.isEmpty()) {
      objects.problem(
          new Problem(
              Reason.APPLY_REFUSED,
              "ConfigMap "
                  + revision.configuration()
                  + " of the revision that the runbook went back to is gone; the spec's own"
                  + " configuration is used"));
    }
    return found;
  }
}
