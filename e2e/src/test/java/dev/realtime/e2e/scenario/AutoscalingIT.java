package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.sdk.JavaSdkClient;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replicas follow what really happens: CPU through metrics-server, and connections. */
@Tag("rows")
@OnCluster(operator = true)
class AutoscalingIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  /** The cluster's own controller looks each 15 s, at figures that are up to a minute old. */
  private static final Duration LATER = Duration.ofMinutes(5);

  private static final String SMALL =
      """
      resources: {requests: {cpu: 50m, memory: 192Mi}, limits: {memory: 384Mi}}
      rollout: {acceptSeconds: 1, drainSeconds: 2}
      runbook: {mode: "Off"}
      """;

  private final List<JavaSdkClient> clients = new ArrayList<>();
  private ServiceUnderTest service;

  @BeforeEach
  void makeNamespace(Cluster cluster, KubernetesClient client) {
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "autoscaling");
  }

  @AfterEach
  void leave() {
    clients.forEach(JavaSdkClient::close);
    service.delete();
  }

  @Test
  void podsComeWithCpuThatMetricsServerReports() throws IOException {
    service.applyExample(
        "autoscaling-cpu",
        SMALL + "autoscaling: {minReplicas: 1, maxReplicas: 2, memoryUtilization: null}\n");
    service.awaitReady(SOON);
    service.awaitPods("server", 1, SOON);
    connect(20, service.serviceAuthority());
    clients.forEach(client -> client.subscribe("chat:busy", List.of(), false));
    Thread publishing = Thread.ofVirtual().name("publishing").start(this::publish);
    try {
      service.awaitPods("server", 2, LATER);
    } finally {
      publishing.interrupt();
    }
    assertThat(
            service.kubectl(
                "get",
                "hpa",
                ServiceUnderTest.NAME,
                "-o",
                "jsonpath={.status.conditions[?(@.type=='ScalingActive')].reason}"))
        .isEqualTo("ValidMetricFound");
  }

  @Test
  void podsFollowConnectionsAndTheEmptiestGoesFirst() throws IOException {
    service.applyExample(
        "autoscaling-connections",
        SMALL
            + "autoscaling: {minReplicas: 1, maxReplicas: 3, connectionsPerReplica: 20,"
            + " scaleDownStabilizationSeconds: 5}\n");
    service.awaitReady(SOON);
    Pod oldest = service.awaitPods("server", 1, SOON).getFirst();
    connect(30, ServiceUnderTest.authority(oldest));
    Pod youngest = service.awaitPods("server", 2, SOON).getLast();
    // The younger of two goes first otherwise; now it is the one with the clients.
    clients.forEach(JavaSdkClient::close);
    clients.clear();
    connect(40, ServiceUnderTest.authority(youngest));
    await("the cost of deleting " + youngest.getMetadata().getName())
        .atMost(SOON)
        .until(() -> cost(youngest) >= 40 && cost(oldest) < 10);
    service.kubectl(
        "patch",
        "rts",
        ServiceUnderTest.NAME,
        "--type=merge",
        "-p",
        "{\"spec\":{\"autoscaling\":{\"connectionsPerReplica\":1000}}}");
    List<Pod> left = service.awaitPods("server", 1, SOON);
    assertThat(left.getFirst().getMetadata().getName()).isEqualTo(youngest.getMetadata().getName());
    assertThat(clients)
        .allSatisfy(client -> assertThat(client.journal().connects()).as("connects").isEqualTo(1));
  }

  /** A thousand publications a second, each to all clients. */
  private void publish() {
    while (!Thread.currentThread().isInterrupted()) {
      clients.forEach(client -> client.publish("chat:busy", "{}", _ -> {}));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** What the pod's clients weigh when one has to go. */
  private int cost(Pod pod) {
    String cost =
        service.kubectl(
            "get",
            "pod",
            pod.getMetadata().getName(),
            "-o",
            "jsonpath={.metadata.annotations.controller\\.kubernetes\\.io/pod-deletion-cost}");
    return cost.isEmpty() ? 0 : Integer.parseInt(cost);
  }

  private void connect(int count, String authority) {
    for (int i = 0; i < count; i++) {
      var client = new JavaSdkClient("ws://" + authority + "/connection/websocket", "");
      clients.add(client);
      client.connect();
    }
    await(count + " clients of " + authority)
        .atMost(SOON)
        .until(
            () ->
                clients.stream()
                    .allMatch(client -> client.journal().connection().equals("connected")));
  }
}
