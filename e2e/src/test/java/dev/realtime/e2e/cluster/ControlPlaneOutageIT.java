package dev.realtime.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.plane.Component;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Takes the control plane away, which no other test can do without. */
@OnCluster
@Isolated
class ControlPlaneOutageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void objectsAndPodsOutliveApiServerAndEtcd(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) {
    cluster.importImage(
        ImageCatalog.standard(cluster.options().directories(), Progress.onTerminal())
            .build(ProjectImage.REDIS));
    TestPods.start(client, TestPods.redis(namespace.name(), "steady"));
    try (Faults.Fault _ = cluster.faults().kill(Component.KUBE_APISERVER)) {
      cluster.faults().kill(Component.ETCD).close();
      assertThat(cluster.kubectl("get", "nodes").tryRun().status()).isNotZero();
    }
    cluster.awaitApi(PATIENCE);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        cluster
                            .kubectl(
                                "-n",
                                namespace.name(),
                                "exec",
                                "steady",
                                "--",
                                "timeout",
                                "3",
                                "redis-cli",
                                "ping")
                            .tryRun()
                            .output()
                            .strip())
                    .isEqualTo("PONG"));
  }
}
