package dev.realtime.server.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Brokers of one kind, and what tests of them say often. Each subclass brings the kind. */
public abstract class BrokerFixture {
  protected static final HistoryOptions HISTORY =
      new HistoryOptions(100, Duration.ofMinutes(5), Duration.ofDays(1));

  private final List<Broker> open = new ArrayList<>();
  final String channel = "test:" + UUID.randomUUID();

  /** A new broker, not started; several share one back end where the kind has one. */
  protected abstract Broker newBroker();

  /** Whether two brokers of this kind can reach each other. */
  protected boolean spansNodes() {
    return true;
  }

  record Node(Broker broker, RecordingListener heard) {}

  final Node node(String name) {
    Node node = new Node(newBroker(), new RecordingListener());
    open.add(node.broker());
    join(node.broker().start(name, node.heard()));
    return node;
  }

  @AfterEach
  void closeBrokers() {
    open.forEach(Broker::close);
  }

  protected static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  final PublishRequest plain(String data) {
    return PublishRequest.of(channel, bytes(data), null, HistoryOptions.NONE);
  }

  final PublishRequest kept(String data) {
    return PublishRequest.of(channel, bytes(data), null, HISTORY);
  }

  final PublishRequest kept(String data, String key, long version, String versionEpoch) {
    return new PublishRequest(
        channel,
        bytes(data),
        null,
        Map.of(),
        HISTORY,
        false,
        key,
        Duration.ofMinutes(1),
        version,
        versionEpoch);
  }

  final HistoryPage read(Broker broker, StreamPosition since, int limit, boolean reverse) {
    return join(
        broker.history(channel, new HistoryQuery(since, limit, reverse), HISTORY.metaTtl()));
  }

  static List<String> texts(HistoryPage page) {
    return page.publications().stream()
        .map(p -> new String(p.data(), StandardCharsets.UTF_8))
        .toList();
  }
}
