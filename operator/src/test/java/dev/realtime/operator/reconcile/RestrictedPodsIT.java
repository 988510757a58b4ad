package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every pod that the operator makes, and its own, in a namespace that enforces {@code restricted}.
 */
class RestrictedPodsIT {
  private static final String ENFORCE = "pod-security.kubernetes.io/enforce";

  @Test
  void podSecurityTakesEveryPodAndNoneHasATokenOrAWritableRoot() throws IOException {
    RunningOperator.running();
    Space space = new Space();
    Namespace namespace = space.client().namespaces().withName(space.name()).get();
    namespace.getMetadata().getLabels().put(ENFORCE, "restricted");
    space.client().resource(namespace).update();
    space.create("redis: {managed: {topology: Replicated, memory: 128Mi}}");
    Map<String, PodTemplateSpec> templates = new LinkedHashMap<>();
    templates.put(
        "server", space.await(Deployment.class, "realtime", _ -> true).getSpec().getTemplate());
    for (String set : List.of("realtime-redis", "realtime-sentinel")) {
      templates.put(set, space.await(StatefulSet.class, set, _ -> true).getSpec().getTemplate());
    }
    templates.forEach(
        (name, template) ->
            assertThat(template.getSpec().getAutomountServiceAccountToken())
                .as(name + " has no token")
                .isFalse());
    templates.put("operator", operator(space));
    templates.forEach((name, template) -> taken(space, name, template));
  }

  private static void taken(Space space, String name, PodTemplateSpec template) {
    assertThat(
            Stream.concat(
                    template.getSpec().getContainers().stream(),
                    template.getSpec().getInitContainers().stream())
                .map(Container::getSecurityContext)
                .toList())
        .as(name + " cannot write its root")
        .isNotEmpty()
        .allMatch(context -> Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()))
        .allMatch(context -> context.getCapabilities().getDrop().equals(List.of("ALL")))
        .allMatch(context -> Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()));
    assertThat(template.getSpec().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
    // Pod Security looks at pods; it refuses what is not restricted.
    assertThat(
            space
                .client()
                .resource(
                    new PodBuilder()
                        .withNewMetadata()
                        .withName("as-" + name)
                        .withNamespace(space.name())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .dryRun()
                .create())
        .as(name)
        .isNotNull();
  }

  /** The operator's own, with a ServiceAccount of its name beside it. */
  private static PodTemplateSpec operator(Space space) throws IOException {
    try (var in = Files.newInputStream(Path.of("..", "manifests", "base", "operator.yaml"))) {
      Optional<Deployment> deployment =
          space.client().load(in).items().stream()
              .filter(Deployment.class::isInstance)
              .map(Deployment.class::cast)
              .findFirst();
      PodTemplateSpec template = deployment.orElseThrow().getSpec().getTemplate();
      space
          .client()
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName(template.getSpec().getServiceAccountName())
                  .withNamespace(space.name())
                  .endMetadata()
                  .build())
          .create();
      return template;
    }
  }
}
