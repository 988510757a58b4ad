package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.server.session.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that answers for a subscription which the client has meanwhile left and made anew. */
class SubRefreshRaceTest {
  private static final String SUBSCRIBE = ",\"subscribe\":{\"channel\":\"a\"}}";

  @TempDir Path directory;
  private final AtomicInteger subscribes = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private HttpServer backend;

  @BeforeEach
  void start() throws IOException {
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    backend.createContext(
        "/subscribe",
        exchange ->
            answer(
                exchange,
                subscribes.getAndIncrement() == 0
                    ? "{\"result\":{\"expire_at\":" + Instant.now().getEpochSecond() + "}}"
                    : "{\"result\":{}}"));
    backend.createContext(
        "/refresh",
        exchange -> {
          asked.countDown();
          awaitUninterruptibly(answers);
          answer(exchange, "{\"result\":{\"expired\":true}}");
        });
    backend.start();
  }

  @AfterEach
  void stop() {
    answers.countDown();
    backend.stop(0);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String proxy(String kind, String path) {
    return "%s: {url: \"http://127.0.0.1:%d%s\", timeout: 1m}"
        .formatted(kind, backend.getAddress().getPort(), path);
  }

  @Test
  void theNewSubscriptionStays() throws Exception {
    try (TestServer server =
            TestServer.start(
                directory,
                "auth: {anonymous: true}\napi: {insecure: true}\n"
                    + "channels: {subscribeProxy: true}\n"
                    + "proxy: {%s, %s}\n"
                        .formatted(
                            proxy("subscribe", "/subscribe"), proxy("subRefresh", "/refresh")));
        TestClient client = server.client()) {
      client.connect();
      assertThat(client.send("{\"id\":2" + SUBSCRIBE).next()).contains("\"id\":2,\"subscribe\"");
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"a\"}}").next();
      assertThat(client.send("{\"id\":4" + SUBSCRIBE).next()).contains("\"id\":4,\"subscribe\"");

      answers.countDown();
      awaitAnswered(server);
      server.publish("a", "1");
      assertThat(client.next()).contains("\"pub\"");
      assertThat(server.parts().hub().subscribers("a")).isEqualTo(1);
    }
  }

  private static void awaitAnswered(TestServer server) throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                server
                    .management("/metrics")
                    .body()
                    .lines()
                    .anyMatch(
                        line ->
                            line.startsWith("realtime_proxy")
                                && line.contains("sub_refresh")
                                && line.contains("ok")
                                && line.contains("_count")
                                && !line.endsWith(" 0")));
    Session session = server.parts().registry().all().iterator().next();
    CountDownLatch turn = new CountDownLatch(1);
    session.execute(turn::countDown);
    assertThat(turn.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
