package dev.realtime.operator.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.operator.cluster.PlayedApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in this process plays the API server, and counts what it is asked at a time. */
class AccessTest {
  private static final User ANNA = new User("anna", "", List.of(), Map.of());
  private static final Set<String> NAMESPACES =
      IntStream.range(0, 100)
          .mapToObj("team-%d"::formatted)
          .collect(TreeSet::new, Set::add, Set::addAll);

  private final TestClock clock = new TestClock();
  private final CountDownLatch sideBySide = new CountDownLatch(Access.AT_ONCE);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/apis/authorization.k8s.io", this::judge);
    server.start();
    client = PlayedApi.client(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  /** Everybody may list in team-7, and nobody elsewhere. */
  private void judge(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    JsonNode namespace =
        new ObjectMapper()
            .readTree(exchange.getRequestBody())
            .at("/spec/resourceAttributes/namespace");
    if (!namespace.isMissingNode()) {
      sideBySide.countDown();
      try {
        assertThat(sideBySide.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    now.decrementAndGet();
    byte[] answer =
        """
        {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
         "status": {"allowed": %b}}
        """
            .formatted(namespace.asText().equals("team-7"))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(201, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void namespacesAreAskedAboutSideBySideAndOnceAMinute() {
    var access = new Access(client, clock);

    assertThat(access.allowedIn(ANNA, "list", "realtimeservices", NAMESPACES))
        .containsExactly("team-7");
    assertThat(most).hasValue(Access.AT_ONCE);
    assertThat(asked).hasValue(1 + NAMESPACES.size());

    clock.forward(Duration.ofSeconds(50));
    assertThat(access.allowedIn(ANNA, "list", "realtimeservices", NAMESPACES))
        .containsExactly("team-7");
    assertThat(asked).as("whether in all of them").hasValue(2 + NAMESPACES.size());
  }
}
