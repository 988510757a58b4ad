package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.operator.cluster.PlayedApi;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.PodMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in this process plays metrics.k8s.io, which no API server has by itself. */
final class PodUsesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WHILE = Duration.ofSeconds(30);
  private static final Map<String, String> OURS = Map.of("managed-by", "us");

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean refuses = new AtomicBoolean();
  private HttpServer server;
  private KubernetesClient client;
  private PodUses uses;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve();
    server.start();
    client = PlayedApi.client(server);
    uses = new PodUses(client, Set.of(), OURS);
  }

  private void serve() {
    server.createContext(
        "/apis/metrics.k8s.io/v1beta1/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          if (refuses.get()) {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
            return;
          }
          byte[] body =
              """
              {"kind": "PodMetricsList", "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {},
               "items": [%s, %s, %s]}
              """
                  .formatted(
                      pod("chat-1", "chat", "server"),
                      pod("chat-redis-0", "chat", "redis"),
                      pod("news-1", "news", "server"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static String pod(String name, String service, String component) {
    return """
    {"metadata": {"name": "%s", "namespace": "prod", "labels": {
      "app.kubernetes.io/instance": "%s", "app.kubernetes.io/component": "%s"}},
     "timestamp": "2026-01-01T00:00:00Z", "window": "10s", "containers": []}
    """
        .formatted(name, service, component);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void givesEachServiceThePodsOfItsComponent() {
    assertThat(names("chat", "server", NOW)).containsExactly("chat-1");
    assertThat(names("chat", "redis", NOW)).containsExactly("chat-redis-0");
    assertThat(names("news", "server", NOW)).containsExactly("news-1");
    assertThat(names("other", "server", NOW)).isEmpty();
  }

  @Test
  void readsOneListForAllServicesWithOurLabels() {
    names("chat", "server", NOW);
    names("news", "server", NOW.plusSeconds(14));

    assertThat(asked).hasSize(1).allMatch(path -> path.contains("managed-by%3Dus"));
  }

  @Test
  void readsAgainWhenTheTimeIsOver() {
    names("chat", "server", NOW);
    names("chat", "server", NOW.plusSeconds(29));
    assertThat(asked).hasSize(1);

    names("chat", "server", NOW.plusSeconds(30));
    assertThat(asked).hasSize(2);
  }

  @Test
  void readsOnlyTheNamespacesThatAreLookedAfter() {
    uses = new PodUses(client, Set.of("prod", "test"), OURS);

    names("chat", "server", NOW);

    assertThat(asked)
        .hasSize(2)
        .anyMatch(path -> path.contains("/namespaces/prod/pods"))
        .anyMatch(path -> path.contains("/namespaces/test/pods"));
  }

  @Test
  void clusterWithoutMetricsIsNoEmptyCluster() {
    server.removeContext("/apis/metrics.k8s.io/v1beta1/");

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> names("chat", "server", NOW));
  }

  @Test
  void refusalIsForAllServicesUntilTheTimeIsOver() {
    refuses.set(true);

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> names("chat", "server", NOW));
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> names("news", "server", NOW.plusSeconds(29)));
    assertThat(asked).hasSize(1);

    refuses.set(false);
    assertThat(names("news", "server", NOW.plusSeconds(30))).containsExactly("news-1");
    assertThat(asked).hasSize(2);
  }

  private List<String> names(String service, String component, Instant now) {
    return uses.of("prod", service, component, now, WHILE).stream()
        .map(PodMetrics::getMetadata)
        .map(metadata -> metadata.getName())
        .toList();
  }
}
