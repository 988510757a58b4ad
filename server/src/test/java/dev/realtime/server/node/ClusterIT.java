package dev.realtime.server.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.api.ApiBackend.ChannelPage;
import dev.realtime.server.api.ApiBackend.NodeInfo;
import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.api.ApiException;
import dev.realtime.server.auth.ChannelOverrides;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.BrokerListener;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.broker.redis.RedisBroker;
import dev.realtime.server.broker.redis.RedisProcess;
import dev.realtime.server.broker.redis.RedisSettings;
import dev.realtime.server.channel.ChannelRules;
import dev.realtime.server.config.ConfigLoader;
import dev.realtime.server.message.Disconnect;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes on one Redis. */
class ClusterIT {
  private static final Target ADA = new Target("ada", "", "");
  private static RedisProcess redis;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1000));
  private final List<Node> nodes = new ArrayList<>();

  private static final class Node implements AutoCloseable {
    final RecordingClients clients = new RecordingClients();
    final RedisBroker broker =
        new RedisBroker(
            RedisSettings.of(new RedisSettings.Topology.Standalone(List.of(redis.address()))),
            new SimpleMeterRegistry(),
            InstantSource.system(),
            new Random());
    final Cluster cluster;
    final ClusterApi api;

    Node(String id, InstantSource clock) throws Exception {
      cluster = new Cluster(id, "pod-" + id, "1.0", broker, clients, clock);
      ChannelRules rules =
          new ChannelRules(
              ConfigLoader.parse(
                  "channels: {historySize: 5, historyTtl: 1m, recovery: true}", "test"));
      api = new ClusterApi(cluster, broker, clients, () -> rules, (_, _) -> null, _ -> {});
      join(broker.start(id, new ControlOnly(cluster)));
      join(cluster.heartbeat());
    }

    @Override
    public void close() {
      broker.close();
    }
  }

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void startNodes() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      nodes.add(new Node(id, now::get));
    }
    await().untilAsserted(() -> assertThat(nodes).allSatisfy(n -> assertThat(names(n)).hasSize(3)));
  }

  @AfterEach
  void stopNodes() {
    nodes.forEach(Node::close);
  }

  @Test
  void nodesKnowEachOtherThisOneFirst() {
    assertThat(names(nodes.get(1))).startsWith("pod-b").contains("pod-a", "pod-c");
  }

  @Test
  void aNodeThatLeavesOrFallsSilentIsForgotten() {
    join(nodes.get(2).cluster.leave());
    await().untilAsserted(() -> assertThat(names(nodes.get(0))).doesNotContain("pod-c"));
    now.updateAndGet(time -> time.plus(NodeRegistry.FORGET_AFTER).plusSeconds(1));
    assertThat(names(nodes.get(0))).containsExactly("pod-a");
    join(nodes.get(1).cluster.heartbeat());
    await().untilAsserted(() -> assertThat(names(nodes.get(0))).contains("pod-b"));
  }

  @Test
  void whatConcernsConnectionsHappensOnEveryNodeOnce() {
    ClusterApi api = nodes.get(0).api;
    join(
        api.subscribe(
            ADA,
            "news",
            new SubscribeOptions(
                "{\"i\":1}".getBytes(UTF_8),
                null,
                new ChannelOverrides(true, null, null, null, null)),
            new StreamPosition(3, "e")));
    join(api.unsubscribe(ADA, "news"));
    join(api.disconnect(ADA, List.of("keep"), new Disconnect(4001, "why")));
    join(api.refresh(ADA, false, 2000));
    assertThat(nodes)
        .allSatisfy(
            node ->
                await()
                    .untilAsserted(
                        () ->
                            assertThat(node.clients.asked)
                                .containsExactly(
                                    "subscribe ada news {\"i\":1} true"
                                        + " StreamPosition[offset=3, epoch=e]",
                                    "unsubscribe ada news",
                                    "disconnect ada [keep] 4001",
                                    "refresh ada false 2000")));
  }

  @Test
  void listsTheChannelsOfAllNodesByExactPages() {
    nodes.get(0).clients.channels.putAll(Map.of("a", 1, "b", 1, "e", 1));
    nodes.get(1).clients.channels.putAll(Map.of("b", 2, "c", 2));
    nodes.get(2).clients.channels.putAll(Map.of("d", 4, "e", 4));
    ClusterApi api = nodes.get(1).api;
    assertThat(join(api.channels("", "", 2)))
        .isEqualTo(new ChannelPage(Map.of("a", 1, "b", 3), "b"));
    assertThat(join(api.channels("", "b", 2)))
        .isEqualTo(new ChannelPage(Map.of("c", 2, "d", 4), "d"));
    assertThat(join(api.channels("", "d", 2))).isEqualTo(new ChannelPage(Map.of("e", 5), ""));
    assertThat(join(api.channels("[be]", "", 9)).clients()).isEmpty();
    assertThat(join(api.channels("?", "", 9)).clients()).hasSize(5);
  }

  @Test
  void aNodeThatDiesUnsaidFailsTheQuestionInsteadOfHalvingTheAnswer() {
    nodes.get(2).close();
    assertThatThrownBy(() -> join(nodes.get(0).api.channels("", "", 10)))
        .hasCauseInstanceOf(ApiException.class)
        .hasMessageContaining("[c]");
    now.updateAndGet(time -> time.plus(NodeRegistry.FORGET_AFTER).plusSeconds(1));
    assertThat(join(nodes.get(0).api.channels("", "", 10)).clients()).isEmpty();
  }

  @Test
  void commandsForASessionReachItsNode() {
    Cluster cluster = nodes.get(0).cluster;
    byte[] data = "{\"id\":1}\n{}".getBytes(UTF_8);
    assertThat(join(cluster.emulate("a", "s1", data))).isTrue();
    assertThat(nodes.get(0).clients.asked).containsExactly("emulate s1 {\"id\":1}\n{}");
    assertThat(join(cluster.emulate("b", "s2", data))).isTrue();
    await()
        .untilAsserted(
            () ->
                assertThat(nodes.get(1).clients.asked)
                    .containsExactly("emulate s2 {\"id\":1}\n{}"));
    assertThat(join(cluster.emulate("nobody", "s3", data))).isFalse();
    assertThat(nodes.get(2).clients.asked).isEmpty();
  }

  private static List<String> names(Node node) {
    return node.cluster.nodes().stream().map(NodeInfo::name).toList();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private record ControlOnly(Cluster cluster) implements BrokerListener {
    @Override
    public void onPublication(
        String channel, Publication publication, String epoch, byte[] previous) {}

    @Override
    public void onJoin(String channel, ClientInfo info) {}

    @Override
    public void onLeave(String channel, ClientInfo info) {}

    @Override
    public void onControl(byte[] message) {
      cluster.onControl(message);
    }

    @Override
    public void onDeliveryGap(Iterable<String> channels) {}
  }
}
