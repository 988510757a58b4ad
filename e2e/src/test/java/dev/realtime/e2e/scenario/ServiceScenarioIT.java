package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Forwarder;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.sdk.JavaSdkClient;
import dev.realtime.e2e.sdk.NodeSdk;
import dev.realtime.e2e.sdk.NodeTransport;
import dev.realtime.e2e.sdk.SdkClient;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What happens to clients while the service is scaled, its pods go, and maintenance is on. */
@OnCluster(operator = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceScenarioIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The kubelet brings a changed ConfigMap into pods within about a minute. */
  private static final Duration CONFIG_MAP = Duration.ofMinutes(2);

  private final AtomicInteger names = new AtomicInteger();
  private SampleUnderTest service;
  private NodeSdk node;

  /** The Service as clients outside see it. */
  private String serviceAuthority;

  @BeforeAll
  void start(Cluster cluster, KubernetesClient client) throws IOException {
    service = new SampleUnderTest(cluster, client);
    service.apply();
    node = NodeSdk.start(Directories.standard());
    int port = freePort();
    new Forwarder(
            cluster, port, "realtime." + SampleUnderTest.NAMESPACE + ".svc.cluster.local:8004")
        .start();
    serviceAuthority = "127.0.0.1:" + port;
    service.awaitPods(2);
  }

  @AfterAll
  void stop() {
    node.close();
    service.delete();
  }

  @Test
  void clientsOnTwoPodsExchangeAThousandMessagesInOneOrderNoneLostOrDoubled() {
    List<Pod> pods = service.awaitPods(2);
    String channel = channel();
    int each = 500;
    try (SdkClient alice = javaClient(SampleUnderTest.authority(pods.getFirst()));
        SdkClient bob = jsClient(SampleUnderTest.authority(pods.getLast()))) {
      alice.subscribe(channel);
      bob.subscribe(channel);
      CompletableFuture<Void> alices =
          CompletableFuture.runAsync(() -> publishAll(alice, channel, "alice", each));
      publishAll(bob, channel, "bob", each);
      alices.join();

      awaitReceived(alice, channel, 2 * each);
      awaitReceived(bob, channel, 2 * each);
      List<String> seenByAlice = alice.journal().received(channel);
      assertThat(seenByAlice).hasSize(2 * each).doesNotHaveDuplicates();
      assertThat(bob.journal().received(channel)).isEqualTo(seenByAlice);
      for (String author : List.of("alice", "bob")) {
        assertThat(seenByAlice.stream().filter(data -> data.contains(author)))
            .as("in the order in which %s published", author)
            .containsExactlyElementsOf(messages(author, each));
      }
    }
  }

  @Test
  void replicasFollowTheResourceAndANewPodTakesPartAtOnce() {
    service.awaitPods(2);
    String channel = channel();
    try {
      service.kubectl(
          "patch", "rts", "realtime", "--type=merge", "-p", "{\"spec\":{\"replicas\":3}}");
      List<Pod> pods = service.awaitPods(3);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          service.kubectl(
                              "get", "rts", "realtime", "-o", "jsonpath={.status.replicas}"))
                      .isEqualTo("3"));

      try (SdkClient onOld = javaClient(SampleUnderTest.authority(pods.getFirst()));
          SdkClient onNew = jsClient(SampleUnderTest.authority(pods.getLast()))) {
        onOld.subscribe(channel);
        onNew.subscribe(channel);
        onOld.publish(channel, "{\"to\":\"new\"}");
        onNew.publish(channel, "{\"to\":\"old\"}");
        for (SdkClient each : List.of(onOld, onNew)) {
          awaitReceived(each, channel, 2);
        }
      }
    } finally {
      service.kubectl(
          "patch", "rts", "realtime", "--type=merge", "-p", "{\"spec\":{\"replicas\":2}}");
      service.awaitPods(2);
    }
  }

  @Test
  void aClientOutlivesItsPodAndRecoversWhatItMissed() {
    String channel = channel();
    AtomicInteger published = new AtomicInteger();
    try (SdkClient subscriber = jsClient(serviceAuthority)) {
      subscriber.subscribe(channel);
      // One after the other, so that the subscriber's own is among them wherever it is.
      for (int round = 0; round < 2; round++) {
        List<Pod> pods = service.awaitPods(2);
        Pod victim = pods.getFirst();
        try (SdkClient publisher = javaClient(SampleUnderTest.authority(pods.getLast()))) {
          publisher.subscribe(channel);
          publish(publisher, channel, published, 50);
          service.kubectl("delete", "pod", victim.getMetadata().getName(), "--wait=false", "--now");
          publish(publisher, channel, published, 100);
          // Until it is gone: what follows can only come over another connection.
          service.awaitPods(2);
          publish(publisher, channel, published, 50);
        }
      }

      awaitReceived(subscriber, channel, published.get());
      assertThat(subscriber.journal().received(channel))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, published.get())
                  .mapToObj(ServiceScenarioIT::number)
                  .toList());
      assertThat(subscriber.journal().connects()).isGreaterThan(1);
      assertThat(subscriber.journal().subscribed(channel))
          .allMatch(event -> !event.wasRecovering() || event.recovered());
    }
  }

  @Test
  void maintenanceTurnsNewConnectionsAwayAndLeavesTheOthersAlone() throws IOException {
    service.awaitPods(2);
    String channel = channel();
    try (SdkClient before = javaClient(serviceAuthority)) {
      before.subscribe(channel);
      try {
        // As the runbook has it.
        service.kubectl(
            "patch",
            "configmap",
            "realtime-config",
            "-p",
            "{\"data\":{\"MAINTENANCE_MODE\":\"true\"}}");
        for (Pod pod : service.readyPods()) {
          awaitHandshake(pod, 503);
        }
        assertThat(handshake(service.readyPods().getFirst()).headers()).containsKey("retry-after");

        before.publish(channel, "{\"still\":\"here\"}");
        awaitReceived(before, channel, 1);
        assertThat(before.journal().connects()).isEqualTo(1);
      } finally {
        service.kubectl(
            "patch",
            "configmap",
            "realtime-config",
            "-p",
            "{\"data\":{\"MAINTENANCE_MODE\":\"false\"}}");
      }
      for (Pod pod : service.readyPods()) {
        awaitHandshake(pod, 101);
      }
      try (SdkClient after = jsClient(serviceAuthority)) {
        after.subscribe(channel);
      }
      assertThat(before.journal().connects()).isEqualTo(1);
    }
  }

  /** Waits for the status that a pod answers a WebSocket handshake with. */
  private static void awaitHandshake(Pod pod, int status) {
    await("status " + status + " of " + pod.getMetadata().getName())
        .atMost(CONFIG_MAP)
        .until(() -> handshake(pod).status() == status);
  }

  private static Handshake handshake(Pod pod) throws IOException {
    return Handshake.with(SampleUnderTest.authority(pod));
  }

  private static void publishAll(SdkClient client, String channel, String author, int count) {
    messages(author, count).forEach(message -> client.publish(channel, message));
  }

  private static List<String> messages(String author, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> "{\"from\":\"%s\",\"number\":%d}".formatted(author, number))
        .toList();
  }

  private static void publish(
      SdkClient publisher, String channel, AtomicInteger published, int count) {
    for (int i = 0; i < count; i++) {
      publisher.publish(channel, number(published.incrementAndGet()));
    }
  }

  private static String number(int number) {
    return "{\"number\":" + number + "}";
  }

  private SdkClient javaClient(String authority) {
    return connected(new JavaSdkClient("ws://" + authority + "/connection/websocket", ""));
  }

  private SdkClient jsClient(String authority) {
    NodeTransport transport = NodeTransport.WEBSOCKET_JSON;
    String name = "client" + names.incrementAndGet();
    return connected(node.client(name, transport.url(authority), transport, ""));
  }

  private static SdkClient connected(SdkClient client) {
    client.connect();
    await("a connection")
        .atMost(SOON)
        .until(() -> client.journal().connection().equals("connected"));
    return client;
  }

  private static void awaitReceived(SdkClient client, String channel, int count) {
    await(count + " publications of " + channel)
        .atMost(SOON)
        .until(() -> client.journal().received(channel).size() >= count);
  }

  private String channel() {
    return "chat:scenario" + names.incrementAndGet();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
