package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.status.ReplicaOwner;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runbook's commands, typed as they stand there, by the real kubectl. */
final class CoexistenceIT {
  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();

  @BeforeEach
  void service() {
    space.create("replicas: 2");
    space.await(Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 2);
    space.awaitQuiet();
  }

  @Test
  void kubectlScaleHoldsAndShowsInStatus() {
    space.kubectl("scale", "deployment", "realtime", "--replicas=10");

    RealtimeService service = space.awaitCondition("ReplicasHeld", "True");
    // The next pass, for another reason, leaves it too.
    space.patch("spec: {rollout: {maxSurge: 2}}");
    space.await(
        Deployment.class,
        "realtime",
        d -> d.getSpec().getStrategy().getRollingUpdate().getMaxSurge().equals(new IntOrString(2)));
    space.awaitQuiet();

    assertThat(space.get(Deployment.class, "realtime").getSpec().getReplicas()).isEqualTo(10);
    assertThat(service.getStatus().scale().owner()).isEqualTo(ReplicaOwner.FOREIGN);
    assertThat(service.getStatus().scale().manager()).isEqualTo("kubectl");
    assertThat(service.getStatus().condition("ReplicasHeld").orElseThrow().getMessage())
        .contains("kubectl set 10 replicas where 2 are asked for")
        .contains("until spec.replicas changes");
  }

  @Test
  void newNumberInTheSpecEndsTheHold() {
    space.kubectl("scale", "deployment", "realtime", "--replicas=10");
    space.awaitCondition("ReplicasHeld", "True");

    space.kubectl("scale", "rts", "realtime", "--replicas=3");

    space.await(Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 3);
    space.awaitCondition("ReplicasHeld", "False");
  }

  @Test
  void annotationGivesReplicasBack() {
    space.kubectl("scale", "deployment", "realtime", "--replicas=10");
    space.awaitCondition("ReplicasHeld", "True");

    space.kubectl("annotate", "rts", "realtime", "realtime.dev/release-replicas=1");

    space.await(Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 2);
    space.awaitCondition("ReplicasHeld", "False");
    // The same value does it once, not for ever.
    space.kubectl("scale", "deployment", "realtime", "--replicas=4");
    space.awaitCondition("ReplicasHeld", "True");
    assertThat(space.get(Deployment.class, "realtime").getSpec().getReplicas()).isEqualTo(4);
  }

  @Test
  void rolloutRestartSurvives() {
    space.kubectl("rollout", "restart", "deployment/realtime");
    String stamp =
        space
            .get(Deployment.class, "realtime")
            .getSpec()
            .getTemplate()
            .getMetadata()
            .getAnnotations()
            .get("kubectl.kubernetes.io/restartedAt");
    space.patch("spec: {rollout: {maxSurge: 3}}");

    Deployment after =
        space.await(
            Deployment.class,
            "realtime",
            d ->
                d.getSpec()
                    .getStrategy()
                    .getRollingUpdate()
                    .getMaxSurge()
                    .equals(new IntOrString(3)));

    assertThat(after.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("kubectl.kubernetes.io/restartedAt", stamp);
    assertThat(stamp).isNotBlank();
  }

  @Test
  void patchOfMaintenanceModeSurvivesAndShowsInStatus() {
    space.kubectl(
        "patch",
        "configmap",
        "realtime-config",
        "-p",
        "{\"data\":{\"MAINTENANCE_MODE\":\"true\"}}");

    RealtimeService on = space.awaitCondition("MaintenanceMode", "True");
    space.patch("spec: {server: {log: {level: debug}}}");
    space.await(
        ConfigMap.class, "realtime-config", m -> m.getData().get("config.yaml").contains("debug"));
    space.awaitQuiet();

    assertThat(space.get(ConfigMap.class, "realtime-config").getData())
        .containsEntry("MAINTENANCE_MODE", "true");
    assertThat(on.getStatus().condition("MaintenanceMode").orElseThrow())
        .returns("SetInConfigMap", c -> c.getReason())
        .satisfies(c -> assertThat(c.getMessage()).contains("set to true by kubectl"));
  }

  @Test
  void maintenanceInTheSpecIsWrittenWhenItChanges() {
    space.patch("spec: {maintenance: {enabled: true}}");
    space.await(
        ConfigMap.class,
        "realtime-config",
        m -> "true".equals(m.getData().get("MAINTENANCE_MODE")));
    space.awaitCondition("MaintenanceMode", "True");

    // A person may still end it by hand.
    space.kubectl(
        "patch",
        "configmap",
        "realtime-config",
        "-p",
        "{\"data\":{\"MAINTENANCE_MODE\":\"false\"}}");
    space.awaitCondition("MaintenanceMode", "False");
    space.awaitQuiet();

    assertThat(space.get(ConfigMap.class, "realtime-config").getData())
        .containsEntry("MAINTENANCE_MODE", "false");
  }

  @Test
  void brokenSwitchIsUnknownAndNamed() {
    space.kubectl(
        "patch", "configmap", "realtime-config", "-p", "{\"data\":{\"MAINTENANCE_MODE\":\"yes\"}}");

    assertThat(
            space
                .awaitCondition("MaintenanceMode", "Unknown")
                .getStatus()
                .condition("MaintenanceMode")
                .orElseThrow()
                .getMessage())
        .contains("'yes'")
        .contains("Write true or false");
  }

  @Test
  void pausedServiceIsLeftAlone() {
    space.kubectl("annotate", "rts", "realtime", "realtime.dev/paused=looking at it");
    space.awaitCondition("Paused", "True");
    long writes = objectWrites();

    space.kubectl("scale", "rts", "realtime", "--replicas=5");
    space.kubectl("set", "image", "deployment/realtime", "server=other:1");
    double reconciles = operator.reconciles();
    space.kubectl("label", "rts", "realtime", "touched=yes");
    org.awaitility.Awaitility.await().until(() -> operator.reconciles() > reconciles);

    assertThat(objectWrites()).isEqualTo(writes);
    assertThat(space.get(Deployment.class, "realtime").getSpec().getReplicas()).isEqualTo(2);
    space.kubectl("annotate", "rts", "realtime", "realtime.dev/paused-");
    space.await(Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 5);
    space.awaitCondition("Paused", "False");
  }

  @Test
  void pausedServiceIsStillSeenAsItIs() {
    space.podsReady();
    operator.redis(space.service(), null);
    space.awaitCondition("RedisHealthy", "True");
    space.awaitCondition("Ready", "True");
    space.kubectl("annotate", "rts", "realtime", "realtime.dev/paused=looking at it");
    space.awaitCondition("Paused", "True");
    long writes = objectWrites();

    Deployment deployment = space.get(Deployment.class, "realtime");
    deployment.getStatus().setReadyReplicas(0);
    deployment.getStatus().setAvailableReplicas(0);
    space.putStatus(deployment);
    space.awaitCondition("Ready", "False");
    space.awaitCondition("Available", "False");
    operator.redis(space.service(), "connection refused");
    space.awaitCondition("RedisHealthy", "False");
    space.kubectl(
        "patch",
        "configmap",
        "realtime-config",
        "-p",
        "{\"data\":{\"MAINTENANCE_MODE\":\"true\"}}");
    space.awaitCondition("MaintenanceMode", "True");
    space.podsReady();

    RealtimeService ready = space.awaitCondition("Ready", "True");
    assertThat(ready.getStatus().isTrue("Paused")).isTrue();
    assertThat(objectWrites()).isEqualTo(writes);
  }

  @Test
  void serviceAppliedByAGitOpsToolIsNotFoughtOver(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("realtime.yaml");
    Files.writeString(
        file,
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: realtime, labels: {team: chat}}
        spec: {replicas: 3}
        """);
    String[] apply = {"apply", "--server-side", "--field-manager=argocd", "-f", file.toString()};
    String[] takeOver =
        Stream.concat(Stream.of(apply), Stream.of("--force-conflicts")).toArray(String[]::new);
    space.kubectl(takeOver);
    space.await(Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 3);
    space.podsReady();
    space.awaitCondition("Ready", "True");
    space.awaitQuiet();
    int writes = operator.writes(space.name()).size();

    space.kubectl(apply);
    space.awaitQuiet();

    assertThat(operator.writes(space.name())).as("nothing is different").hasSize(writes);
    assertThat(space.service().getMetadata().getManagedFields())
        .filteredOn(entry -> entry.getManager().startsWith(Names.FIELD_MANAGER))
        .as("the spec is the tool's")
        .isNotEmpty()
        .allMatch(entry -> "status".equals(entry.getSubresource()));
  }

  @Test
  void autoscalerOfTheUsersOwnIsNotFoughtOver() {
    space
        .client()
        .resource(
            new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName("realtime")
                .withNamespace(space.name())
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", "realtime")
                .withMinReplicas(2)
                .withMaxReplicas(9)
                .endSpec()
                .build())
        .create();

    for (int replicas : new int[] {6, 4}) {
      autoscaled(replicas);
      space.await(
          RealtimeService.class,
          "realtime",
          it ->
              it.statusOrEmpty()
                  .condition("ReplicasHeld")
                  .filter(c -> c.getMessage().contains("set %d replicas".formatted(replicas)))
                  .isPresent());
      space.patch("spec: {rollout: {maxSurge: %d}}".formatted(replicas));
      space.await(
          Deployment.class,
          "realtime",
          d ->
              d.getSpec()
                  .getStrategy()
                  .getRollingUpdate()
                  .getMaxSurge()
                  .equals(new IntOrString(replicas)));
      space.awaitQuiet();
      assertThat(space.get(Deployment.class, "realtime").getSpec().getReplicas())
          .isEqualTo(replicas);
    }
    assertThat(space.service().getStatus().scale().manager()).isEqualTo("kube-controller-manager");
    assertThat(space.get(HorizontalPodAutoscaler.class, "realtime").getSpec().getMaxReplicas())
        .as("it is not the operator's")
        .isEqualTo(9);
  }

  /** As the controller of autoscalers does it. */
  private void autoscaled(int replicas) {
    space.kubectl(
        "patch",
        "deployment",
        "realtime",
        "--subresource=scale",
        "--field-manager=kube-controller-manager",
        "--type=merge",
        "-p",
        "{\"spec\":{\"replicas\":%d}}".formatted(replicas));
  }

  @Test
  void labelsAndAnnotationsOfOthersStay() {
    space.kubectl("annotate", "service", "realtime", "team.example/cost=42");
    space.kubectl("label", "deployment", "realtime", "team=chat");
    space.patch("spec: {service: {port: 80}}");

    var service =
        space.await(
            io.fabric8.kubernetes.api.model.Service.class,
            "realtime",
            s -> s.getSpec().getPorts().getFirst().getPort() == 80);

    assertThat(service.getMetadata().getAnnotations()).containsEntry("team.example/cost", "42");
    assertThat(space.get(Deployment.class, "realtime").getMetadata().getLabels())
        .containsEntry("team", "chat");
  }

  @Test
  void generatedKeysAreNeverOverwrittenAndRotateOnDemand() {
    Map<String, String> first = space.get(Secret.class, "realtime-token-key").getData();
    space.kubectl("label", "secret", "realtime-token-key", "app.kubernetes.io/managed-by-");
    space.patch("spec: {rollout: {maxSurge: 2}}");
    space.awaitQuiet();
    assertThat(space.get(Secret.class, "realtime-token-key").getData()).isEqualTo(first);

    space.kubectl("annotate", "rts", "realtime", "realtime.dev/rotate-keys=2026-11");

    Secret rotated =
        space.await(
            Secret.class, "realtime-token-key", s -> s.getData().containsKey("previous-key"));
    assertThat(rotated.getData().get("previous-key")).isEqualTo(first.get("key"));
    assertThat(rotated.getData().get("key")).isNotEqualTo(first.get("key"));
    space.awaitQuiet();
    assertThat(space.get(Secret.class, "realtime-token-key").getData())
        .isEqualTo(rotated.getData());
  }

  @Test
  void onlyChangesThatNeedItRestartPods() {
    String before = revision();
    space.patch("spec: {server: {limits: {connections: 77}, origins: ['*']}}");
    space.await(
        ConfigMap.class, "realtime-config", m -> m.getData().get("config.yaml").contains("77"));
    space.awaitQuiet();
    assertThat(revision()).isEqualTo(before);

    space.patch("spec: {server: {client: {pingInterval: 30s}}}");
    space.await(
        Deployment.class,
        "realtime",
        d ->
            !before.equals(
                d.getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getAnnotations()
                    .get(Names.CONFIG_REVISION)));
  }

  /** Writes to anything but the service's own status, and what is told of it. */
  private long objectWrites() {
    return operator.writes(space.name()).stream()
        .filter(line -> !line.contains("\"subresource\":\"status\""))
        .filter(line -> !line.contains("\"resource\":\"events\""))
        .count();
  }

  private String revision() {
    return space
        .get(Deployment.class, "realtime")
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get(Names.CONFIG_REVISION);
  }
}
