package dev.realtime.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.Forwarder;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.sdk.Crowd;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Faults one after the other, drawn from a seed, under 200 clients of which ten publish: nothing
 * that was acknowledged is lost to any of them, nothing comes twice, and order is kept. The service
 * ends as it began, without anybody's help but the operator's.
 *
 * <p>{@code -Dchaos.faults} and {@code -Dchaos.seed} choose how many and which; a run of the same
 * seed strikes with the same faults in the same order.
 */
@Tag("rows")
@Isolated
@OnCluster(operator = true)
class ChaosIT {
  private static final int FAULTS = Integer.getInteger("chaos.faults", 20);
  private static final long SEED = Long.getLong("chaos.seed", 20_260_101L);
  private static final int CLIENTS = 200;
  private static final int GROUPS = 10;
  private static final int EVERY_MILLIS = 250;
  private static final Duration SOON = Duration.ofMinutes(4);

  /** Faults that last do so for two to six seconds, and there is as much between two of them. */
  private static final int LEAST_MILLIS = 2000;

  private static final int MOST_MILLIS = 6000;

  @Test
  void nothingAcknowledgedIsLostDoubledOrOutOfOrder(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) throws Exception {
    var target = new Target(cluster, client, namespace.name());
    cluster.kubectl("--namespace=" + namespace.name(), "apply", "-f", "-").reading(SPEC).run();
    awaitReady(target);
    var random = new Random(SEED);
    var ledger = new Ledger(SEED);
    String url = "ws://" + authority(target) + "/connection/websocket";
    try (Crowd crowd = Crowd.gather(Directories.standard(), url, CLIENTS, GROUPS, EVERY_MILLIS)) {
      for (int i = 0; i < FAULTS; i++) {
        strike(target, Mischief.any(random), random, ledger);
      }
      awaitReady(target);
      Crowd.Report report = crowd.disperse();
      ledger.end(report, target);
      assertThat(report.acknowledged()).as("messages that were acknowledged").isPositive();
      assertThat(report.sum(Crowd.Member::missing)).as("lost").isZero();
      assertThat(report.sum(Crowd.Member::doubled)).as("doubled").isZero();
      assertThat(report.sum(Crowd.Member::unordered)).as("out of order").isZero();
    }
  }

  private static void strike(Target target, Mischief mischief, Random random, Ledger ledger)
      throws InterruptedException {
    // Drawn whether it is needed or not, so that a seed means the same whatever a fault does.
    int lasts = random.nextInt(LEAST_MILLIS, MOST_MILLIS);
    int rest = random.nextInt(LEAST_MILLIS, MOST_MILLIS);
    long whom = random.nextLong();
    await("somebody to strike with: " + mischief.title())
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> target.canBeStruck());
    try (Fault _ = mischief.strike(target, new Random(whom))) {
      ledger.struck(mischief);
      TimeUnit.MILLISECONDS.sleep(lasts);
    }
    TimeUnit.MILLISECONDS.sleep(rest);
  }

  private static void awaitReady(Target target) {
    await("the service to be Ready")
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(
            () ->
                target
                    .client()
                    .resources(RealtimeService.class)
                    .inNamespace(target.namespace())
                    .withName(Target.SERVICE)
                    .require()
                    .statusOrEmpty()
                    .isTrue("Ready"));
  }

  private static String authority(Target target) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String address = Target.SERVICE + "." + target.namespace() + ".svc.cluster.local:8004";
    new Forwarder(target.cluster(), port, address).start();
    return "127.0.0.1:" + port;
  }

  private static final String SPEC =
      """
      apiVersion: realtime.dev/v1alpha1
      kind: RealtimeService
      metadata: {name: realtime}
      spec:
        replicas: 2
        resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 512Mi}}
        redis: {managed: {memory: 128Mi, persistence: {mode: AppendOnly, size: 256Mi}}}
        rollout: {acceptSeconds: 2, drainSeconds: 3}
        server:
          auth: {anonymous: true}
          origins: ["*"]
          namespaces:
            - name: chat
              allowSubscribe: anyone
              allowPublish: subscriber
              historySize: 10000
              historyTtl: 1h
              recovery: true
      """;
}
