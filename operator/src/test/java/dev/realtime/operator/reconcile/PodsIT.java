package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.reconcile.connections.DeletionCost;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows from pods: which goes first, how many there are to be, and which is in the way. */
final class PodsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();

  @Test
  void emptiestPodIsTheCheapestToDelete() {
    space.create("replicas: 3");
    Deployment owner = space.await(Deployment.class, "realtime", _ -> true);
    for (String name : new String[] {"full", "middle", "empty"}) {
      pod(name, Names.SERVER, owner, "any");
    }

    operator.connections(
        space.name(), "realtime", Map.of("full", 12_345L, "middle", 500L, "empty", 0L));

    cost("full", "12000");
    cost("middle", "500");
    assertThat(space.get(Pod.class, "empty").getMetadata().getAnnotations())
        .as("nothing, which is what no annotation means")
        .doesNotContainKey(DeletionCost.ANNOTATION);
    RealtimeService service =
        space.await(
            SOON,
            RealtimeService.class,
            "realtime",
            found -> found.statusOrEmpty().connections() != null);
    assertThat(service.getStatus().connections()).isEqualTo(13_000);
  }

  @Test
  void replicasFollowConnections() {
    space.create(
        "autoscaling: {minReplicas: 2, maxReplicas: 8, connectionsPerReplica: 100, scaleDownStabilizationSeconds: 1}");
    replicas(2);

    operator.connections(space.name(), "realtime", Map.of("a", 450L, "b", 100L));
    replicas(6);
    operator.connections(space.name(), "realtime", Map.of("a", 5_000L));
    replicas(8);
    operator.connections(space.name(), "realtime", Map.of("a", 150L));
    replicas(2);

    assertThat(space.service().getStatus().scale().owner())
        .isEqualTo(dev.realtime.api.v1alpha1.status.ReplicaOwner.CONNECTIONS);
    assertThat(space.get(HorizontalPodAutoscaler.class, "realtime")).isNull();
  }

  @Test
  void connectionsRaiseTheFloorOfAnAutoscalerByCpu() {
    space.create(
        "autoscaling: {minReplicas: 2, maxReplicas: 8, cpuUtilization: 60, connectionsPerReplica: 100}");
    // A new Deployment begins with the least, not with one pod.
    replicas(2);

    operator.connections(space.name(), "realtime", Map.of("a", 450L));

    space.await(
        SOON,
        HorizontalPodAutoscaler.class,
        "realtime",
        hpa -> hpa.getSpec().getMinReplicas() == 5 && hpa.getSpec().getMaxReplicas() == 8);
    // Whatever the autoscaler decides stays.
    space.kubectl("scale", "deployment", "realtime", "--replicas=7");
    space.patch("spec: {rollout: {maxSurge: 2}}");
    space.await(
        Deployment.class,
        "realtime",
        d -> d.getSpec().getStrategy().getRollingUpdate().getMaxSurge().equals(new IntOrString(2)));
    space.awaitQuiet();
    assertThat(space.get(Deployment.class, "realtime").getSpec().getReplicas()).isEqualTo(7);
  }

  @Test
  void numberOfTheSpecIsBackAfterAnAutoscaler() {
    space.create("replicas: 3");
    replicas(3);
    space.patch("spec: {replicas: null, autoscaling: {maxReplicas: 8, cpuUtilization: 60}}");
    space.await(SOON, HorizontalPodAutoscaler.class, "realtime", _ -> true);
    space.awaitQuiet();
    space.kubectl("scale", "deployment", "realtime", "--replicas=7");

    space.patch("spec: {replicas: 3, autoscaling: null}");

    replicas(3);
    await().atMost(SOON).until(() -> space.get(HorizontalPodAutoscaler.class, "realtime") == null);
  }

  @Test
  void podOfAnOldTemplateThatCannotStartIsLetGo() {
    space.create("replicas: 1");
    StatefulSet redis = space.await(StatefulSet.class, "realtime-redis", _ -> true);
    pod("realtime-redis-0", Names.REDIS, redis, "old");
    state("realtime-redis-0", false);
    pod("realtime-redis-1", Names.REDIS, redis, "old");
    state("realtime-redis-1", true);
    assertThat(
            space
                .awaitCondition(SOON, "Degraded", "True")
                .statusOrEmpty()
                .condition("Degraded")
                .orElseThrow())
        .as("a pod of Redis is named like one of the server's")
        .returns("ImageUnpullable", condition -> condition.getReason());
    space.awaitQuiet();
    assertThat(space.get(Pod.class, "realtime-redis-0")).as("the template is its own").isNotNull();

    redis = space.get(StatefulSet.class, "realtime-redis");
    redis.setStatus(
        new StatefulSetStatusBuilder()
            .withReplicas(2)
            .withObservedGeneration(redis.getMetadata().getGeneration())
            .withCurrentRevision("old")
            .withUpdateRevision("new")
            .build());
    space.putStatus(redis);

    await().atMost(SOON).until(() -> space.get(Pod.class, "realtime-redis-0") == null);
    space.awaitQuiet();
    assertThat(space.get(Pod.class, "realtime-redis-1")).as("its container runs").isNotNull();
  }

  @Test
  void serverThatHasRefusedAConfigurationIsNotKeptWaitingForTheNextOne() {
    space.create("replicas: 2");
    Deployment owner = space.await(Deployment.class, "realtime", _ -> true);
    space.awaitQuiet();
    pod("refuses", Names.SERVER, owner, "any");
    pod("serves", Names.SERVER, owner, "any");
    pod("crashes", Names.SERVER, owner, "any");
    state("serves", true);
    backOff("refuses", 78);
    backOff("crashes", 1);
    assertThat(
            space
                .awaitCondition(SOON, "Degraded", "True")
                .statusOrEmpty()
                .condition("Degraded")
                .orElseThrow()
                .getReason())
        .isIn("ConfigurationRefused", "CrashLoop");
    space.awaitQuiet();
    assertThat(space.get(Pod.class, "refuses")).as("nothing has changed").isNotNull();

    space.patch("spec: {server: {limits: {messageSize: 32KiB}}}");

    await().atMost(SOON).until(() -> space.get(Pod.class, "refuses") == null);
    space.awaitQuiet();
    assertThat(space.get(Pod.class, "serves")).as("it runs").isNotNull();
    assertThat(space.get(Pod.class, "crashes")).as("the configuration is not why").isNotNull();
  }

  private void replicas(int number) {
    space.await(SOON, Deployment.class, "realtime", d -> d.getSpec().getReplicas() == number);
  }

  private void cost(String pod, String cost) {
    space.await(
        SOON,
        Pod.class,
        pod,
        found -> cost.equals(found.getMetadata().getAnnotations().get(DeletionCost.ANNOTATION)));
  }

  private void pod(String name, String component, HasMetadata owner, String revision) {
    space
        .client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(space.name())
                .withLabels(new Names("realtime").labels(component))
                .addToLabels("controller-revision-hash", revision)
                .addNewOwnerReference()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName("realtime")
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  private void backOff(String name, int exitCode) {
    Pod pod = space.get(Pod.class, name);
    pod.setStatus(
        new PodStatusBuilder()
            .withPhase("Running")
            .addNewContainerStatus()
            .withName("main")
            .withImage("none")
            .withImageID("")
            .withReady(false)
            .withRestartCount(3)
            .withNewState()
            .withNewWaiting()
            .withReason("CrashLoopBackOff")
            .endWaiting()
            .endState()
            .withNewLastState()
            .withNewTerminated()
            .withExitCode(exitCode)
            .withReason("Error")
            .withFinishedAt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .endTerminated()
            .endLastState()
            .endContainerStatus()
            .build());
    space.putStatus(pod);
  }

  private void state(String name, boolean running) {
    var container = new ContainerStatusBuilder().withName("main").withImage("none").withImageID("");
    container.withReady(running).withRestartCount(0);
    if (running) {
      container.withNewState().withNewRunning().endRunning().endState();
    } else {
      container
          .withNewState()
          .withNewWaiting()
          .withReason("ImagePullBackOff")
          .endWaiting()
          .endState();
    }
    Pod pod = space.get(Pod.class, name);
    pod.setStatus(
        new PodStatusBuilder()
            .withPhase(running ? "Running" : "Pending")
            .withContainerStatuses(container.build())
            .build());
    space.putStatus(pod);
  }
}
