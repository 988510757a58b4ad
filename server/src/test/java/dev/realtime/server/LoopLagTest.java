package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.api.ApiRequest;
import dev.realtime.server.api.ApiResponse;
import dev.realtime.server.loop.LoopContext;
import io.netty.channel.EventLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event loops that have more to do than they can. */
class LoopLagTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path directory;
  private volatile boolean busy = true;

  /** Keeps a loop busy: whatever else it has to do waits for each piece of work. */
  private void work(EventLoop loop) {
    LockSupport.parkNanos(Duration.ofMillis(800).toNanos());
    if (busy) {
      var _ = loop.schedule(() -> work(loop), 1, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void newClientsAreRefusedWhileItStandsAndProbesSayWhy() throws Exception {
    try (TestServer server =
            TestServer.start(directory, TestServer.OPEN + "limits: {shedLag: 1m}\n");
        TestClient connected = server.client()) {
      connected.connect();
      server.write("config.yaml", TestServer.OPEN + "limits: {shedLag: 400ms}\n");
      for (LoopContext context : server.parts().contexts()) {
        context.loop().execute(() -> work(context.loop()));
      }
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(server.management("/health").body())
                      .contains("event-loop-lag: the event loops lag behind: new clients get 503")
                      .contains("\"limitMillis\" : 400"));
      assertThat(server.management("/livez").statusCode()).isEqualTo(200);
      assertThat(server.management("/readyz").statusCode())
          .as("others would have its load, too")
          .isEqualTo(200);
      try (RawClient client = RawClient.connect(server.port())) {
        assertThat(client.upgrade("/connection/websocket"))
            .startsWith("HTTP/1.1 503")
            .contains("Retry-After: ");
      }
      assertThat(server.counts("realtime_rejected_total{reason=\"loop_lag\"} 1.0")).isTrue();
      assertThat(connected.isOpen()).isTrue();

      busy = false;
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                try (RawClient client = RawClient.connect(server.port())) {
                  assertThat(client.upgrade("/connection/websocket")).startsWith("HTTP/1.1 101");
                }
              });
    } finally {
      busy = false;
    }
  }

  @Test
  void callersOfTheApiAreToldWhileALoopIsFarBehind() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    try (TestServer server =
            TestServer.start(
                directory, TestServer.OPEN + "limits: {loopQueueSize: 64KiB, shedLag: 1m}\n");
        TestClient subscribed = server.client()) {
      subscribed.connect();
      subscribed.send("{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}").next();
      for (LoopContext context : server.parts().contexts()) {
        context.loop().execute(() -> block(hold));
      }
      String data = "\"" + "x".repeat(20_000) + "\"";
      await().atMost(SOON).until(() -> publish(server, data).contains("\"code\":111"));
      assertThat(server.counts("realtime_rejected_total{reason=\"broker_queue\"} 1.0")).isTrue();
      hold.countDown();
      await().atMost(SOON).until(() -> publish(server, "1").contains("\"result\""));
    } finally {
      hold.countDown();
    }
  }

  private static void block(CountDownLatch hold) {
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Not over HTTP: its event loop would have to turn. */
  private static String publish(TestServer server, String data) {
    byte[] body = ("{\"channel\":\"a\",\"data\":" + data + "}").getBytes(UTF_8);
    ApiResponse answer =
        server
            .routes()
            .api()
            .handle(new ApiRequest("POST", "/api/publish", _ -> null, body))
            .toCompletableFuture()
            .join();
    return new String(answer.body(), UTF_8);
  }
}
