package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The commands that people on call type, as their runbook has them: each does what it says. */
@Tag("rows")
@OnCluster(operator = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ByHandIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  /** Several passes of the operator. */
  private static final Duration WHILE = Duration.ofSeconds(20);

  private ServiceUnderTest service;

  @BeforeAll
  void start(Cluster cluster, KubernetesClient client) {
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "by-hand");
    service.applyExample(
        "minimal",
        """
        replicas: 2
        resources: {requests: {cpu: 20m, memory: 128Mi}, limits: {memory: 384Mi}}
        rollout: {acceptSeconds: 1, drainSeconds: 2}
        """);
    service.awaitReady(SOON);
  }

  @AfterAll
  void stop() {
    service.delete();
  }

  @Test
  void logsAndPodsAreFoundByTheLabel() {
    assertThat(service.kubectl("logs", "-l", "app=realtime", "--tail=100"))
        .contains("Listening on");
    assertThat(service.kubectl("get", "pods", "-l", "app=realtime", "--no-headers"))
        .contains(names(service.awaitPods("server", 2, SOON)));
  }

  @Test
  void aRestartReplacesEveryPodAndStays() {
    List<String> before = names(service.awaitPods("server", 2, SOON));
    service.kubectl("rollout", "restart", "deployment/realtime");
    service.awaitGone(before, SOON);
    List<String> after = names(service.awaitPods("server", 2, SOON));
    assertThat(after).doesNotContainAnyElementsOf(before);
    await("the new pods to stay")
        .during(WHILE)
        .atMost(WHILE.plusSeconds(10))
        .until(() -> names(service.pods("server")).equals(after));
    service.awaitReady(SOON);
  }

  @Test
  void maintenanceModeSwitchedInTheConfigMapHoldsAndShows() throws IOException {
    String url = "ws://" + service.serviceAuthority() + "/connection/websocket";
    service.kubectl(
        "patch",
        "configmap",
        "realtime-config",
        "-p",
        "{\"data\":{\"MAINTENANCE_MODE\":\"true\"}}");
    service.kubectl("rollout", "restart", "deployment/realtime");
    service.awaitCondition("MaintenanceMode", "True", "SetInConfigMap", SOON);
    awaitHandshake(url, 503);
    service.kubectl(
        "patch",
        "configmap",
        "realtime-config",
        "-p",
        "{\"data\":{\"MAINTENANCE_MODE\":\"false\"}}");
    awaitHandshake(url, 101);
    await("maintenance to be over")
        .atMost(SOON)
        .until(() -> service.condition("MaintenanceMode").getStatus().equals("False"));
  }

  @Test
  void anEmergencyScaleUpHoldsUntilItIsReleased() {
    service.kubectl("scale", "deployment", "realtime", "--replicas=10");
    service.awaitCondition("ReplicasHeld", "True", "SetByHand", SOON);
    List<Pod> pods = service.awaitPods("server", 10, SOON);
    await("ten pods to stay")
        .during(WHILE)
        .atMost(WHILE.plusSeconds(10))
        .until(() -> service.pods("server").size() == pods.size());
    service.kubectl("annotate", "rts", "realtime", "realtime.dev/release-replicas=1");
    service.awaitPods("server", 2, SOON);
    service.awaitCondition("ReplicasHeld", "False", "Managed", SOON);
  }

  private static void awaitHandshake(String url, int status) {
    await("handshakes to be answered with " + status)
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> handshake(url), answer -> answer == status);
  }

  /** Status of the answer to a WebSocket handshake; 0 where there was none. */
  private static int handshake(String url) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      http.newWebSocketBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .buildAsync(URI.create(url), new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      return e.getCause() instanceof WebSocketHandshakeException refused
          ? refused.getResponse().statusCode()
          : 0;
    }
  }

  private static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }
}
