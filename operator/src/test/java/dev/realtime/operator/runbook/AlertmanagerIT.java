package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.runbook.AlertmanagerReceiver;
import dev.realtime.api.v1alpha1.runbook.Links;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.notify.Outbox;
import dev.realtime.operator.signal.Alerts;
import dev.realtime.operator.signal.LocalProcess;
import dev.realtime.server.Server;
import dev.realtime.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both ways between a real Alertmanager and the operator (packages prometheus and
 * prometheus-alertmanager): alerts of the shipped rules come in, incidents go out.
 */
class AlertmanagerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Alerts alerts = new Alerts();
  private HttpServer operator;
  private LocalProcess alertmanager;
  private int port;

  @BeforeEach
  void start() throws IOException {
    operator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    operator.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var settings =
        new dev.realtime.api.v1alpha1.runbook.AlertWebhook(new SecretKey("alerts", "token"));
    operator.createContext(
        AlertWebhook.PATH,
        new AlertWebhook(
            (namespace, service) ->
                Optional.of(new AlertWebhook.Recipient(settings, key -> "geheim", alerts)),
            () -> true,
            Clock.systemUTC()));
    operator.start();
    port = LocalProcess.freePort();
    Path config =
        Files.writeString(
            directory.resolve("alertmanager.yml"),
            """
            route:
              receiver: nobody
              routes:
                - receiver: realtime-operator
                  matchers: ['realtime_symptom=~".+"', 'namespace="prod"', 'realtime_service="chat"']
                  group_wait: 0s
                  group_interval: 1s
            receivers:
              - name: nobody
              - name: realtime-operator
                webhook_configs:
                  - url: http://127.0.0.1:%d/alerts/prod/chat
                    http_config: {authorization: {credentials: geheim}}
            """
                .formatted(operator.getAddress().getPort()));
    alertmanager =
        new LocalProcess(
            List.of(
                "prometheus-alertmanager",
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port,
                "--storage.path=" + directory.resolve("alertmanager"),
                "--cluster.listen-address="),
            directory);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get("/-/ready").statusCode() == 200);
  }

  @AfterEach
  void stop() {
    alertmanager.close();
    operator.stop(0);
    http.shutdownNow();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private LocalProcess prometheus(int metricsPort) throws IOException {
    ShippedRules.writeTo(directory);
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 2s, evaluation_interval: 2s}
            rule_files: [symptom-rules.yaml, runbook-rules.yaml]
            alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
            scrape_configs:
              - job_name: realtime
                static_configs:
                  - targets: ["127.0.0.1:%d"]
                    labels: {namespace: prod, pod: chat-6f9d-a1}
            """
                .formatted(port, metricsPort));
    return new LocalProcess(
        List.of(
            "prometheus",
            "--config.file=" + config,
            "--web.listen-address=127.0.0.1:" + LocalProcess.freePort(),
            "--storage.tsdb.path=" + directory.resolve("tsdb")),
        directory);
  }

  /** Answers the server's pings, or it would be gone before the alert's time is over. */
  private static final class StayingClient implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      socket.request(1);
      return text.toString().strip().equals("{}") ? socket.sendText("{}", true) : null;
    }
  }

  /** A server that takes one connection, which is taken: full. */
  @Test
  void aShippedRuleFiresTheSymptomAndEndsItAgain() throws Exception {
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        listen: {host: 127.0.0.1, port: 0}
        management: {host: 127.0.0.1, port: 0}
        auth: {anonymous: true}
        limits: {connections: 1}
        """);
    Server server =
        Server.start(
            new ServerOptions(directory.resolve("config.yaml"), directory, false, Map.of()));
    try (LocalProcess _ = prometheus(server.managementAddress().getPort())) {
      WebSocket client =
          http.newWebSocketBuilder()
              .subprotocols("centrifuge-json")
              .buildAsync(
                  URI.create(
                      "ws://127.0.0.1:"
                          + server.clientAddress().getPort()
                          + "/connection/websocket"),
                  new StayingClient())
              .join();
      client.sendText("{\"id\":1,\"connect\":{}}", true).join();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () ->
                  assertThat(alerts.firing(Instant.now()))
                      .containsExactly(Map.entry(Symptom.OVERLOAD, "RealtimeOverload")));
      client.abort();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(alerts.firing(Instant.now())).isEmpty());
    } finally {
      server.close();
    }
  }

  private List<JsonNode> incidents() throws IOException, InterruptedException {
    return JSON.readTree(get("/api/v2/alerts").body()).valueStream().toList();
  }

  @Test
  void anIncidentIsOneAlertThatEndsWithIt() throws Exception {
    var receiver =
        new NotificationReceiver(
            "am",
            List.of(),
            null,
            null,
            new AlertmanagerReceiver("http://127.0.0.1:" + port, null));
    var links = new Links("http://grafana.example/d/realtime", null, null);
    Instant begun = Instant.now().minusSeconds(5);
    try (var outbox = new Outbox(http, Outbox.Patience.DEFAULT, Clock.systemUTC(), _ -> {})) {
      RunbookRun escalated = SampleRuns.repair(RunState.ESCALATED, begun, null);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> outbox.offer(escalated, List.of(receiver), links, key -> "").size() == 2);
      assertThat(incidents()).hasSize(1);
      JsonNode alert = incidents().getFirst();
      assertThat(alert.path("labels").path("alertname").asText()).isEqualTo("RealtimeIncident");
      assertThat(alert.path("labels").path("service").asText()).isEqualTo("chat");
      assertThat(alert.path("annotations").path("person_needed").asText()).isEqualTo("true");
      assertThat(alert.path("generatorURL").asText()).contains("grafana.example");
      assertThat(alert.path("status").path("state").asText()).isEqualTo("active");
      RunbookRun over = SampleRuns.repair(RunState.ESCALATED, begun, Instant.now());
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> outbox.offer(over, List.of(receiver), links, key -> "").size() == 3);
      await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(incidents()).isEmpty());
    }
  }
}
