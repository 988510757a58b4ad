package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may not wait for Redis, and how soon its silence is noticed, with the default times. */
class RedisPromptnessIT {
  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<OutageWatcher> watchers = new ArrayList<>();
  private RedisProcess redis;
  private FlakyProxy network;
  private TestServer server;

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
    network = new FlakyProxy(redis.port());
    server = TestServer.start(directory, config(network.port()));
    for (int i = 0; i < 10; i++) {
      watchers.add(new OutageWatcher(http, server.webSocket(), "rec:a"));
    }
    watchers.forEach(watcher -> watcher.subscribed().orTimeout(20, TimeUnit.SECONDS).join());
  }

  @AfterEach
  void stop() {
    watchers.forEach(OutageWatcher::close);
    server.close();
    network.close();
    redis.close();
    http.shutdownNow();
  }

  private static String config(int port) {
    return """
    auth: {anonymous: true}
    api: {insecure: true}
    broker: redis
    limits: {shedLag: 1m}
    redis: {addresses: ["127.0.0.1:%d"]}
    namespaces:
      - name: rec
        allowSubscribe: anyone
        historySize: 100
        historyTtl: 10m
        recovery: true
        presence: true
        joinLeave: true
    """
        .formatted(port);
  }

  private HttpResponse<String> health() throws Exception {
    return server.management("/health");
  }

  @Test
  void aSubscriptionThatHearsNothingIsFoundThoughCommandsAreAnswered() throws Exception {
    await().atMost(Duration.ofSeconds(20)).until(() -> health().statusCode() == 200);
    network.deafen();
    await("deafness is found within the five seconds that are promised")
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              HttpResponse<String> answer = health();
              return answer.statusCode() == 503 && answer.body().contains("heartbeat");
            });
    await("and stays known while new connections hear nothing either")
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> health().statusCode() == 503);
    server.publish("rec:a", "{\"n\":1}"); // commands are answered all the time

    network.heal();
    await("what was not heard comes from history")
        .atMost(Duration.ofSeconds(20))
        .until(() -> watchers.stream().allMatch(watcher -> watcher.numbers().contains(1)));
    await().atMost(Duration.ofSeconds(20)).until(() -> health().statusCode() == 200);
    assertThat(watchers).extracting(OutageWatcher::lost).containsOnlyNulls();
    assertThat(watchers).extracting(OutageWatcher::told).containsOnly(0);
  }

  @Test
  void socketsAreClosedAtOnceThoughTheirPresenceCannotBeRemoved() {
    redis.freeze();
    try {
      long from = System.nanoTime();
      server.sendAllAway();
      await("all are closed")
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> watchers.stream().allMatch(watcher -> watcher.lost() != null));
      // A command that waited for Redis would take its 2 s.
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));
      assertThat(watchers)
          .extracting(OutageWatcher::lost)
          .allSatisfy(lost -> assertThat(lost).startsWith("3001"));
    } finally {
      redis.thaw();
    }
  }
}
