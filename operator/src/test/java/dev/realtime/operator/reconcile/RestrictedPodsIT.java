package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.FailedCreate;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void podSecurityTakesEveryPodAndNoneHasATokenOrAWritableRoot() throws IOException {
    RunningOperator.running();
    Space space = restricted();
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

  @Test
  void podThatPodSecurityRefusesIsNamedInItsWordsUntilItIsTaken() {
    RunningOperator.running();
    Space space = restricted();
    String refusal = refusal(space);
    assertThat(refusal).contains("violates PodSecurity \"restricted");
    space.create("replicas: 1");
    Deployment deployment = space.await(Deployment.class, "realtime", _ -> true);
    StatefulSet redis = space.await(StatefulSet.class, "realtime-redis", _ -> true);

    space
        .client()
        .resource(
            FailedCreate.event(
                redis,
                "create Pod realtime-redis-0 in StatefulSet realtime-redis failed error: "
                    + refusal))
        .create();
    named(space, "Pods of StatefulSet realtime-redis cannot be created: create Pod");
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .addNewCondition()
            .withType("ReplicaFailure")
            .withStatus("True")
            .withReason("FailedCreate")
            .withMessage(refusal)
            .endCondition()
            .build());
    space.putStatus(deployment);
    named(space, "Pods cannot be created: pods \"refused\" is forbidden: violates PodSecurity");

    space.podsReady();
    space.awaitCondition(SOON, "Degraded", "False");
    space.awaitCondition(SOON, "Ready", "True");
  }

  private static void named(Space space, String message) {
    Condition degraded =
        space
            .await(
                SOON,
                RealtimeService.class,
                "realtime",
                it ->
                    it.statusOrEmpty()
                        .condition("Degraded")
                        .filter(condition -> condition.getMessage().contains(message))
                        .isPresent())
            .getStatus()
            .condition("Degraded")
            .orElseThrow();
    assertThat(degraded.getReason()).isEqualTo("ForbiddenByPodSecurity");
    assertThat(degraded.getMessage()).contains(Reason.POD_SECURITY.remedy());
  }

  /** What the API server says to a pod that is not restricted at all. */
  private static String refusal(Space space) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("refused")
            .withNamespace(space.name())
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("server")
            .withImage("none")
            .withNewSecurityContext()
            .withPrivileged(true)
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    try {
      space.client().resource(pod).create();
    } catch (KubernetesClientException e) {
      return e.getStatus().getMessage();
    }
    throw new AssertionError("A privileged pod was taken");
  }

  private static Space restricted() {
    Space space = new Space();
    Namespace namespace = space.client().namespaces().withName(space.name()).get();
    namespace.getMetadata().getLabels().put(ENFORCE, "restricted");
    space.client().resource(namespace).update();
    return space;
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
