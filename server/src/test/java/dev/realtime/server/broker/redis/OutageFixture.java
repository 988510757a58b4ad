package dev.realtime.server.broker.redis;

import static org.awaitility.Awaitility.await;

import dev.realtime.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stay, below a server whose Redis is in trouble. */
abstract class OutageFixture {
  static final int CLIENTS = Integer.getInteger("outage.clients", 60);
  static final int PUBLISHES = Integer.getInteger("outage.publishes", 100);
  private static final int CHANNELS = Math.max(1, CLIENTS / 20);

  /** Generous: a machine may be busy. The figures are in the report. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final List<OutageWatcher> watchers = new ArrayList<>();

  @AfterEach
  void closeClients() {
    watchers.forEach(OutageWatcher::close);
    http.shutdownNow();
  }

  static String config(String redis) {
    return """
    auth: {anonymous: true}
    api: {insecure: true}
    broker: redis
    # A busy machine is not what is asked here: clients are not to be refused for its event-loop lag.
    limits: {shedLag: 1m}
    redis: %s
    namespaces:
      - {name: rec, allowSubscribe: anyone, historySize: 20000, historyTtl: 10m, recovery: true}
    """
        .formatted(redis);
  }

  static String sentinels(RedisSentinelFixture redis) {
    return "{mode: sentinel, masterName: %s, addresses: [%s]}"
        .formatted(
            RedisSentinelFixture.MASTER,
            redis.sentinels().stream()
                .map(sentinel -> "\"127.0.0.1:" + sentinel.port() + "\"")
                .collect(Collectors.joining(", ")));
  }

  static String cluster(RedisClusterFixture redis) {
    return "{mode: cluster, addresses: [%s]}"
        .formatted(
            redis.seeds().stream()
                .map(seed -> "\"" + seed + "\"")
                .collect(Collectors.joining(", ")));
  }

  List<String> watch(URI uri) {
    List<String> channels =
        IntStream.range(0, CHANNELS).mapToObj(i -> "rec:" + i).collect(Collectors.toList());
    for (int i = 0; i < CLIENTS; i++) {
      watchers.add(new OutageWatcher(http, uri, channels.get(i % CHANNELS)));
    }
    CompletableFuture.allOf(
            watchers.stream().map(OutageWatcher::subscribed).toArray(CompletableFuture[]::new))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
    return channels;
  }

  /** Clients, and a publisher that has reached all of them. */
  OutagePublisher publishTo(TestServer server) {
    List<String> channels = watch(server.webSocket());
    OutagePublisher publisher =
        new OutagePublisher(http, server.http("/api/publish"), channels, PUBLISHES);
    awaitDeliveries();
    return publisher;
  }

  /** A while in which all of a network's answers are late. */
  void slowDown(FlakyProxy network) {
    network.delay(Duration.ofMillis(200));
    awaitDeliveries(); // slow, but all the same
    network.delay(Duration.ZERO);
  }

  /** Milliseconds until each client had something that was published after now. */
  long awaitDeliveries() {
    long from = System.currentTimeMillis();
    await("deliveries to everybody")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> watchers.stream().allMatch(watcher -> watcher.lastSentAt() > from));
    return System.currentTimeMillis() - from;
  }

  static void pass(int seconds) {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds)); // the trouble's length, no condition
  }
}
