package dev.realtime.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.realtime.cli.view.Ink;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs as an API server hands them out, of a pod with a container that somebody injected. */
class PodLogsTest {
  private static final String PODS =
      """
      {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": [{
        "metadata": {"name": "chat-1", "uid": "u", "labels": {"app.kubernetes.io/component": "server"}},
        "spec": {"containers": [{"name": "injected"}, {"name": "server"}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}], "containerStatuses": [
          {"name": "injected", "restartCount": 0, "state": {"running": {}}},
          {"name": "server", "restartCount": 0, "state": {"running": {}}}]}}]}
      """;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final StringWriter out = new StringWriter();
  private PlayedApi api;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    api = PlayedApi.at("/api/v1/namespaces/prod/pods", this::answer);
    client = api.client();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** The first log breaks off in the middle; every other is whole. */
  private void answer(HttpExchange exchange) throws IOException {
    boolean log = exchange.getRequestURI().getPath().endsWith("/chat-1/log");
    String query = exchange.getRequestURI().getQuery();
    if (!log) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
    }
    boolean named = query != null && query.contains("container=server");
    String text =
        !log ? PODS : named ? "line " + asked.size() + "\n" : "a container name must be specified";
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    boolean breaks = log && query.contains("follow=true") && asked.isEmpty();
    if (log) {
      asked.add(query);
    }
    exchange.sendResponseHeaders(log && !named ? 400 : 200, breaks ? body.length + 1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private PodLogs logs() {
    return new PodLogs(
        client,
        "prod",
        Map.of("app.kubernetes.io/component", "server"),
        new PodLogs.Wanted(7, false),
        new PrintWriter(out),
        new Ink(false));
  }

  @Test
  void printsTheLogOfTheComponentWhateverWasInjectedBesideIt() {
    logs().print();
    assertThat(out.toString()).contains("chat-1").contains("line 0");
  }

  @Test
  void aLogThatBreaksOffIsTakenUpAgainAfterItsLastLine() throws InterruptedException {
    Thread following =
        Thread.startVirtualThread(
            () -> {
              try {
                logs().follow();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await("the log after the loss")
        .atMost(Duration.ofSeconds(20))
        .until(() -> out.toString().contains("line 1"));
    following.interrupt();
    following.join();
    assertThat(out.toString()).contains("line 0", "(log lost: ");
    assertThat(asked.get(0)).contains("tailLines=7");
    assertThat(asked.get(1)).contains("sinceSeconds=").doesNotContain("tailLines");
  }
}
