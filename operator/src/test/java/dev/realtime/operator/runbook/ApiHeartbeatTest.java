package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.operator.cluster.PlayedApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in this process plays the API server, for a real one does not hang when told to. */
final class ApiHeartbeatTest {
  private static final int HANGS = 0;

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private KubernetesClient client;
  private ApiHeartbeat heartbeat;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/readyz",
        exchange -> {
          int now = status.get();
          asked.incrementAndGet();
          if (now == HANGS) {
            hang();
          }
          exchange.sendResponseHeaders(now == HANGS ? 200 : now, -1);
          exchange.close();
        });
    server.start();
    client = PlayedApi.client(server);
    heartbeat = new ApiHeartbeat(client, Duration.ofMillis(20), Duration.ofSeconds(1));
  }

  private void hang() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    end.countDown();
    heartbeat.close();
    client.close();
    server.stop(0);
  }

  @Test
  void serverThatAnswersIsNotSilent() {
    heartbeat.start();
    await().until(() -> asked.get() > 1);

    assertThat(heartbeat.silence()).isEmpty();
  }

  @Test
  void serverThatRefusesIsThere() {
    status.set(403);
    heartbeat.start();
    await().until(() -> asked.get() > 1);

    assertThat(heartbeat.silence()).isEmpty();
  }

  @Test
  void serverThatIsNotReadyIsSilentUntilItIs() {
    status.set(500);
    heartbeat.start();
    await()
        .untilAsserted(
            () ->
                assertThat(heartbeat.silence().orElse(""))
                    .startsWith("the API server does not answer: "));

    status.set(200);

    await().until(() -> heartbeat.silence().isEmpty());
  }

  @Test
  void serverThatHangsIsSilent() {
    status.set(HANGS);
    heartbeat.start();

    await()
        .untilAsserted(
            () ->
                assertThat(heartbeat.silence())
                    .contains("the API server does not answer within 1 s"));
  }

  @Test
  void serverThatIsGoneIsSilent() {
    server.stop(0);
    heartbeat.start();

    await().until(() -> heartbeat.silence().isPresent());
  }
}
