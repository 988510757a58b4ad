package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.sdk.JavaSdkClient;
import dev.realtime.e2e.sdk.NodeSdk;
import dev.realtime.e2e.sdk.NodeTransport;
import dev.realtime.e2e.sdk.SdkClient;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A managed Redis of three with three Sentinels loses its master in each way there is, and then all
 * of its pods. Clients on both server pods stay connected all the while, and what was acknowledged
 * and replicated reaches each of them, once and in order, and stays in the history. Three minutes:
 * CI leaves it out, {@code ./dev test rows} runs it.
 */
@Tag("rows")
@OnCluster(operator = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisFailoverIT {
  private static final Duration START = Duration.ofMinutes(4);
  private static final Duration SOON = Duration.ofMinutes(2);

  /** Publications that a test waits for before it breaks something, and after. */
  private static final int SOME = 100;

  private final List<SdkClient> clients = new ArrayList<>();
  private ServiceUnderTest service;
  private NodeSdk node;
  private int names;
  private String channel;
  private SteadyPublisher publisher;

  @BeforeAll
  void start(Cluster cluster, KubernetesClient client) {
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "failover");
    node = NodeSdk.start(Directories.standard());
    // One request for the whole history: by default it has at most 300 publications.
    service.applyExample(
        "redis-replicated",
        """
        redis: {managed: {memory: 64Mi}}
        server: {limits: {historyPublications: 10000}}
        """);
    service.awaitReady(START);
  }

  @AfterAll
  void stop() {
    node.close();
    service.delete();
  }

  @BeforeEach
  void connect() {
    awaitWholeRedis();
    channel = "chat:failover" + ++names;
    for (Pod pod : service.awaitPods("server", 2, SOON)) {
      String authority = ServiceUnderTest.authority(pod);
      clients.add(new JavaSdkClient("ws://" + authority + "/connection/websocket", ""));
      NodeTransport transport = NodeTransport.WEBSOCKET_JSON;
      String name = "client" + names + "-" + clients.size();
      clients.add(node.client(name, transport.url(authority), transport, ""));
    }
    for (SdkClient client : clients) {
      client.connect();
      client.subscribe(channel);
    }
    publisher = SteadyPublisher.start(clients.getFirst(), channel);
    awaitMoreAcknowledged();
  }

  @AfterEach
  void disconnect() {
    publisher.close();
    clients.forEach(SdkClient::close);
    clients.clear();
  }

  @Test
  void statusTellsMasterReplicasAndSentinels() {
    RedisStatus redis = service.get().getStatus().redis();

    assertThat(redis.nodes())
        .extracting(each -> each.role())
        .containsExactlyInAnyOrder(
            "master", "replica", "replica", "sentinel", "sentinel", "sentinel");
    assertThat(redis.nodes()).allMatch(each -> each.verdict() == RedisVerdict.HEALTHY);
    assertThat(redis.nodes())
        .filteredOn(each -> "master".equals(each.role()))
        .extracting(each -> each.address())
        .containsExactly(redis.master());
    assertThat(redis.memoryPercent()).isNotNull();
    assertThat(redis.figures()).hasNoNullFieldsOrProperties();
  }

  @Test
  void masterThatIsDeletedByForceIsFollowedByAReplica() {
    String master = masterPod();
    Set<Integer> before = acknowledged();

    service.kubectl("delete", "pod", master, "--force", "--grace-period=0");

    awaitOtherMaster(master);
    awaitEverything(before);
  }

  @Test
  void masterThatIsKilledIsFollowedByAReplica() {
    String master = masterPod();
    Set<Integer> before = acknowledged();

    service.cluster().faults().kill(service.namespace(), master, "redis");

    // It may be back before anybody has missed it, and then goes on with the data of its volume.
    awaitEverything(before);
  }

  @Test
  void masterThatHangsIsFollowedByAReplicaAndComesBackAsOne() {
    String master = masterPod();
    Set<Integer> before = acknowledged();

    try (Fault _ = service.cluster().faults().suspend(service.namespace(), master, "redis")) {
      awaitOtherMaster(master);
      awaitMoreAcknowledged();
    }

    awaitEverything(before);
    assertThat(masterPod()).isNotEqualTo(master);
  }

  @Test
  void masterThatIsStoppedOnPurposeHandsOverWithoutAPublicationInDoubt() {
    String master = masterPod();
    Set<Integer> before = acknowledged();

    service.kubectl("delete", "pod", master, "--wait=false");

    awaitOtherMaster(master);
    awaitEverything(before);
  }

  @Test
  void allOfItLostAndBackKeepsClientsAndData() {
    Set<Integer> before = acknowledged();

    service.kubectl(
        "delete",
        "pod",
        "--selector=app.kubernetes.io/component in (redis,sentinel)",
        "--force",
        "--grace-period=0");

    service.awaitCondition("RedisHealthy", "False", "Unreachable", SOON);
    awaitEverything(before);
  }

  /** Waits until Redis is whole, and checks what all clients and the history have by then. */
  private void awaitEverything(Set<Integer> before) {
    awaitWholeRedis();
    Set<Integer> wanted = new HashSet<>(before);
    int known = publisher.acknowledged().size();
    awaitMoreAcknowledged();
    publisher.close();
    List<Integer> all = publisher.acknowledged();
    wanted.addAll(all.subList(known, all.size()));

    for (SdkClient client : clients) {
      await("what was acknowledged")
          .atMost(SOON)
          .untilAsserted(() -> assertThat(received(client)).containsAll(wanted));
      assertThat(received(client)).doesNotHaveDuplicates().isSorted();
      assertThat(client.journal().connects()).as("%s", client.journal()).isEqualTo(1);
      assertThat(client.journal().connection()).isEqualTo("connected");
    }
    // The history keeps the newest thousand.
    List<Integer> kept =
        clients.getLast().history(channel, all.getLast()).stream()
            .map(SteadyPublisher::number)
            .toList();
    assertThat(kept)
        .containsAll(wanted.stream().filter(number -> number >= kept.getFirst()).toList());
    System.out.printf(
        "%d acknowledged, %d refused; of those acknowledged %d were not replicated in time%n",
        all.size(),
        publisher.refused(),
        all.stream().filter(number -> !received(clients.getLast()).contains(number)).count());
  }

  private List<Integer> received(SdkClient client) {
    return client.journal().received(channel).stream().map(SteadyPublisher::number).toList();
  }

  /** What is acknowledged and has reached a replica: those of now, after more have followed. */
  private Set<Integer> acknowledged() {
    Set<Integer> now = new HashSet<>(publisher.acknowledged());
    awaitMoreAcknowledged();
    return now;
  }

  private void awaitMoreAcknowledged() {
    int now = publisher.acknowledged().size();
    await(SOME + " more publications")
        .atMost(SOON)
        .until(() -> publisher.acknowledged().size() >= now + SOME);
  }

  private void awaitWholeRedis() {
    await("a Redis with two replicas")
        .atMost(SOON)
        .until(
            () -> service.get().getStatus().redis(),
            redis ->
                redis.verdict() == RedisVerdict.HEALTHY
                    && Integer.valueOf(2).equals(redis.connectedReplicas()));
    assertThat(service.condition("RedisHealthy").getStatus()).isEqualTo("True");
  }

  private void awaitOtherMaster(String pod) {
    await("another master than " + pod)
        .atMost(SOON)
        .until(
            () -> service.get().getStatus().redis().master(),
            master -> master != null && !master.startsWith(pod + "."));
  }

  /** The pod that the status says is master. */
  private String masterPod() {
    String address = service.get().getStatus().redis().master();
    return address.substring(0, address.indexOf('.'));
  }
}
