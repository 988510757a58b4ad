package dev.realtime.server.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.api.ApiBackend.ChannelPage;
import dev.realtime.server.api.ApiBackend.Publish;
import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.api.ApiException;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.RecordingListener;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.broker.memory.MemoryBroker;
import dev.realtime.server.channel.ChannelRules;
import dev.realtime.server.config.ConfigLoader;
import dev.realtime.server.metrics.Rejection;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The API on one node, whose broker is its own memory. */
class ClusterApiTest {
  private static final Target ADA = new Target("ada", "", "");

  private final RecordingClients clients = new RecordingClients();
  private final RecordingListener listener = new RecordingListener();
  private final MemoryBroker broker = new MemoryBroker(InstantSource.system(), new Random(1));
  private final AtomicReference<@Nullable Rejection> met = new AtomicReference<>();
  private final List<Rejection> rejected = new ArrayList<>();
  private ClusterApi api;

  @BeforeEach
  void start() throws Exception {
    ChannelRules rules =
        new ChannelRules(
            ConfigLoader.parse(
                """
                namespaces:
                  - {name: kept, historySize: 10, historyTtl: 1m, recovery: true, presence: true}
                """,
                "test"));
    broker.start("node", listener).toCompletableFuture().join();
    Cluster cluster = new Cluster("node", "pod-0", "1.0", broker, clients, InstantSource.system());
    api = new ClusterApi(cluster, broker, clients, () -> rules, (_, _) -> met.get(), rejected::add);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void publishesAsTheNamespaceSays() {
    broker.subscribe(List.of("kept:a", "b")).toCompletableFuture().join();
    assertThat(join(api.publish(publication("kept:a", false))).offset()).isEqualTo(1);
    assertThat(join(api.publish(publication("kept:a", true)))).isEqualTo(StreamPosition.NONE);
    assertThat(join(api.publish(publication("b", false)))).isEqualTo(StreamPosition.NONE);
    assertThat(listener.texts("kept:a")).containsExactly("1", "1");
    assertThat(listener.texts("b")).containsExactly("1");
  }

  @ParameterizedTest
  @EnumSource(names = {"BROKER_QUEUE", "RATE_PER_CHANNEL"})
  void aPublicationThatMeetsALimitOfTheNodeIsRefusedAndCounted(Rejection limit) {
    broker.subscribe(List.of("b")).toCompletableFuture().join();
    met.set(limit);
    assertError(111, () -> api.publish(publication("b", false)));
    assertThat(rejected).containsExactly(limit);
    met.set(null);
    join(api.publish(publication("b", false)));
    assertThat(rejected).hasSize(1);
    assertThat(listener.texts("b")).containsExactly("1");
  }

  @Test
  void aPublicationThatTheBrokerHasNoPlaceForIsCounted() throws Exception {
    Broker full =
        (Broker)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Broker.class},
                (_, method, _) ->
                    CompletableFuture.failedFuture(
                        new BrokerOverloadedException(method.getName() + " refused")));
    Cluster cluster = new Cluster("node", "pod-0", "1.0", full, clients, InstantSource.system());
    ChannelRules rules = new ChannelRules(ConfigLoader.parse("", "test"));
    ClusterApi busy =
        new ClusterApi(cluster, full, clients, () -> rules, (_, _) -> null, rejected::add);
    assertThatThrownBy(() -> join(busy.publish(publication("b", false))))
        .hasRootCauseInstanceOf(BrokerOverloadedException.class);
    assertThat(rejected).containsExactly(Rejection.BROKER_QUEUE);
  }

  @Test
  void readsHistoryAndTellsAnotherEpoch() {
    StreamPosition position = join(api.publish(publication("kept:a", false)));
    HistoryPage page = join(api.history("kept:a", new HistoryQuery(null, 10, false)));
    assertThat(page.publications()).hasSize(1);
    assertThat(page.top()).isEqualTo(position);
    assertError(
        112,
        () ->
            join(
                api.history(
                    "kept:a", new HistoryQuery(new StreamPosition(0, "other"), 10, false))));
    join(api.removeHistory("kept:a"));
    assertThat(join(api.history("kept:a", new HistoryQuery(null, 10, false))).publications())
        .isEmpty();
  }

  @Test
  void tellsWhatIsUnknownOrOff() {
    assertError(102, () -> api.publish(publication("unknown:a", false)));
    assertError(102, () -> api.presence("unknown:a"));
    assertError(102, () -> api.subscribe(ADA, "unknown:a", SubscribeOptions.NONE, null));
    assertError(107, () -> api.publish(publication("x".repeat(1000), false)));
    assertError(108, () -> api.presence("b"));
    assertError(108, () -> api.presenceStats("b"));
    assertError(108, () -> api.history("b", new HistoryQuery(null, 1, false)));
    assertError(108, () -> api.removeHistory("b"));
    assertError(
        108, () -> api.subscribe(ADA, "b", SubscribeOptions.NONE, new StreamPosition(1, "e")));
    assertError(104, () -> api.rpc("anything", null));
  }

  @Test
  void tellsWhoIsPresent() {
    join(
        broker.addPresence(
            "kept:a", new ClientInfo("ada", "c", null, null), Duration.ofMinutes(1)));
    assertThat(join(api.presence("kept:a"))).containsOnlyKeys("c");
    assertThat(join(api.presenceStats("kept:a")).clients()).isEqualTo(1);
  }

  @Test
  void listsChannelsByExactPages() {
    clients.channels.putAll(Map.of("a", 1, "b", 2, "c", 3, "x", 4));
    assertThat(join(api.channels("", "", 2)))
        .isEqualTo(new ChannelPage(Map.of("a", 1, "b", 2), "b"));
    assertThat(join(api.channels("", "b", 2)))
        .isEqualTo(new ChannelPage(Map.of("c", 3, "x", 4), ""));
    assertThat(join(api.channels("?", "a", 10)).clients()).hasSize(3);
    assertThat(join(api.channels("none*", "", 10)).clients()).isEmpty();
  }

  @Test
  void tellsOfItself() {
    assertThat(join(api.info()))
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.name()).isEqualTo("pod-0");
              assertThat(node.subscriptions()).isEqualTo(3);
            });
  }

  private static Publish publication(String channel, boolean skipHistory) {
    return new Publish(channel, "1".getBytes(UTF_8), Map.of(), skipHistory, null, false, 0, "");
  }

  private static void assertError(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfies(
            thrown -> {
              Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
              assertThat(cause)
                  .isInstanceOfSatisfying(
                      ApiException.class,
                      error -> assertThat(error.error().code()).isEqualTo(code));
            });
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
