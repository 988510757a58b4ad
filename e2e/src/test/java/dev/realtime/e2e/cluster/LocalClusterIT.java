package dev.realtime.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.ProcessTable;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class LocalClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @BeforeAll
  static void images(Cluster cluster) {
    cluster.importImage(
        ImageCatalog.standard(cluster.options().directories(), Progress.onTerminal())
            .build(ProjectImage.REDIS));
  }

  @Test
  void aPodFindsAServiceByNameAndReachesEvenItself(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) {
    TestPods.start(client, TestPods.redis(namespace.name(), "cache"));
    TestPods.expose(client, namespace.name(), "cache");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(redis(cluster, namespace, "cache", "cache", "ping")).isEqualTo("PONG");
              String full = "cache." + namespace.name() + ".svc.cluster.local";
              assertThat(redis(cluster, namespace, "cache", full, "ping")).isEqualTo("PONG");
            });
  }

  @Test
  void aClaimGetsAVolumeThatAnyUserCanWrite(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) {
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(namespace.name())
                .withName("data")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
    TestPods.start(
        client,
        TestPods.redis(namespace.name(), "store")
            .editSpec()
            .addNewVolume()
            .withName("data")
            .withNewPersistentVolumeClaim("data", false)
            .endVolume()
            .editFirstContainer()
            .withArgs("redis-server", "--protected-mode", "no", "--dir", "/data")
            .addNewVolumeMount()
            .withName("data")
            .withMountPath("/data")
            .endVolumeMount()
            .endContainer()
            .endSpec());
    assertThat(redis(cluster, namespace, "store", "127.0.0.1", "save")).isEqualTo("OK");
    String volume =
        client
            .persistentVolumeClaims()
            .inNamespace(namespace.name())
            .withName("data")
            .get()
            .getSpec()
            .getVolumeName();
    Path directory = cluster.directory().resolve("var/lib/volumes").resolve(volume);
    assertThat(directory.resolve("dump.rdb")).exists();

    client.pods().inNamespace(namespace.name()).withName("store").delete();
    client.persistentVolumeClaims().inNamespace(namespace.name()).withName("data").delete();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(directory).doesNotExist());
  }

  @Test
  void useOfResourcesIsMeasured(Cluster cluster) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(cluster.kubectl("top", "pods", "-n", "kube-system").tryRun().output())
                    .containsPattern("coredns-\\S+ +\\d+m +\\d+Mi"));
  }

  @Test
  void podsThatAskForTooMuchAreRefused(KubernetesClient client, TestNamespace namespace) {
    var onTheHost =
        TestPods.redis(namespace.name(), "evil").editSpec().withHostNetwork(true).endSpec().build();
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> client.resource(onTheHost).create())
        .withMessageContaining("violates PodSecurity \"restricted");
  }

  @Test
  void aPodThatIsCutOffStaysReadyButHearsNobody(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) {
    String one =
        TestPods.start(client, TestPods.redis(namespace.name(), "one")).getStatus().getPodIP();
    TestPods.start(client, TestPods.redis(namespace.name(), "other"));
    assertThat(redis(cluster, namespace, "other", one, "ping")).isEqualTo("PONG");
    try (Faults.Fault _ = cluster.faults().isolate(namespace.name(), "one")) {
      assertThat(redis(cluster, namespace, "other", one, "ping")).isNotEqualTo("PONG");
      assertThat(client.pods().inNamespace(namespace.name()).withName("one").isReady()).isTrue();
    }
    assertThat(redis(cluster, namespace, "other", one, "ping")).isEqualTo("PONG");
  }

  @Test
  void aContainerThatHangsGoesOnAfterwards(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) {
    String address =
        TestPods.start(client, TestPods.redis(namespace.name(), "slow")).getStatus().getPodIP();
    TestPods.start(client, TestPods.redis(namespace.name(), "asks"));
    try (Faults.Fault _ = cluster.faults().suspend(namespace.name(), "slow", TestPods.CONTAINER)) {
      assertThat(redis(cluster, namespace, "asks", address, "ping")).isNotEqualTo("PONG");
    }
    assertThat(redis(cluster, namespace, "asks", address, "ping")).isEqualTo("PONG");
  }

  @Test
  void aKilledContainerIsStartedAgain(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) {
    TestPods.start(client, TestPods.redis(namespace.name(), "victim"));
    cluster.faults().kill(namespace.name(), "victim", TestPods.CONTAINER);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .pods()
                            .inNamespace(namespace.name())
                            .withName("victim")
                            .get()
                            .getStatus()
                            .getContainerStatuses())
                    .allSatisfy(
                        status -> {
                          assertThat(status.getRestartCount()).isEqualTo(1);
                          assertThat(status.getReady()).isTrue();
                        }));
  }

  @Test
  void aSecondClusterRunsBesideTheFirstAndLeavesNothingBehind(
      Cluster first, KubernetesClient client) {
    ClusterLauncher launcher = SharedCluster.launcher("test2");
    Cluster second = launcher.start();
    assertThat(second.plan().index()).isNotEqualTo(first.plan().index());
    assertThat(second.kubectl("get", "nodes").run()).contains("Ready");
    String namespace = ProcessTable.pidNamespace(second.node().init().pid());

    launcher.stop();

    assertThat(launcher.exists()).isFalse();
    assertThat(second.directory()).doesNotExist();
    assertThat(ProcessTable.find(entry -> entry.pidNamespace().equals(namespace))).isEmpty();
    assertThat(ProcessTable.find(entry -> mentions(entry, second.directory()))).isEmpty();
    assertThat(Path.of("/sys/class/net", second.plan().hostInterface())).doesNotExist();
    assertThat(Command.of("ip", "-4", "route").run())
        .doesNotContain(second.plan().pods().toString(), second.plan().services().toString());
    assertThat(Command.of("cat", "/proc/mounts").run())
        .doesNotContain(second.directory().toString());
    assertThat(
            Command.of(
                    "find",
                    "/sys/fs/cgroup",
                    "-maxdepth",
                    "2",
                    "-name",
                    "realtime-" + second.options().name() + "-*")
                .run())
        .isEmpty();
    assertThat(client.nodes().withName(Cluster.NODE_NAME).isReady()).isTrue();
    assertThat(Files.exists(first.kubeconfig())).isTrue();
  }

  private static boolean mentions(ProcessTable.Entry entry, Path directory) {
    return entry.arguments().stream().anyMatch(argument -> argument.contains(directory.toString()));
  }

  /** Asks a Redis from within a pod; a host that does not answer within 3 s counts as no answer. */
  private static String redis(
      Cluster cluster, TestNamespace namespace, String from, String host, String command) {
    List<String> line =
        List.of(
            "-n",
            namespace.name(),
            "exec",
            from,
            "--",
            "timeout",
            "3",
            "redis-cli",
            "-h",
            host,
            command);
    return cluster.kubectl(line.toArray(String[]::new)).tryRun().output().strip();
  }
}
