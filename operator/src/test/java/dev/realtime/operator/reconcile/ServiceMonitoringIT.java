package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.realtime.operator.reconcile.dependent.DashboardDependent;
import dev.realtime.operator.reconcile.dependent.PrometheusRuleDependent;
import dev.realtime.operator.signal.LocalProcess;
import dev.realtime.server.Server;
import dev.realtime.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service's own rules and dashboard, as the operator writes them, in a real Prometheus (package
 * prometheus) that scrapes a real server.
 */
class ServiceMonitoringIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A series with the matchers that choose it; of a histogram, with its suffix. */
  private static final Pattern SELECTOR = Pattern.compile("realtime_[a-z_]+\\{[^}]*}");

  /** Symptoms hold as briefly as the spec allows. */
  private static final String SPEC =
      """
      monitoring: {prometheusRule: true, grafanaDashboard: true}
      runbook:
        thresholds:
          availability: {holdSeconds: 5}
      """;

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Server server;
  private LocalProcess prometheus;
  private int port;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        directory.resolve("config.yaml"),
        // Nobody answers there: that, too, is a figure.
        """
        listen: {host: 127.0.0.1, port: 0}
        management: {host: 127.0.0.1, port: 0}
        auth: {anonymous: true}
        broker: redis
        redis: {addresses: ["127.0.0.1:%d"]}
        """
            .formatted(LocalProcess.freePort()));
    server =
        Server.start(
            new ServerOptions(directory.resolve("config.yaml"), directory, false, Map.of()));
    new ObjectMapper(new YAMLFactory())
        .writeValue(directory.resolve("rules.yaml").toFile(), rules());
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: [rules.yaml]
            scrape_configs:
              - job_name: realtime
                static_configs:
                  - targets: ["127.0.0.1:%d"]
                    labels: {namespace: production, pod: realtime-6f9d-x1}
            """
                .formatted(server.managementAddress().getPort()));
    port = LocalProcess.freePort();
    prometheus =
        new LocalProcess(
            List.of(
                "prometheus",
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--log.level=error"),
            directory);
  }

  @AfterEach
  void stop() {
    prometheus.close();
    server.close();
    http.shutdownNow();
  }

  @Test
  void everyRuleIsEvaluatedAndNoneFiresUntilTheServiceIsDown() {
    await("healthy rules that do not fire")
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(states())
                    .isEqualTo(
                        Map.of(
                            "RealtimeHighErrorRate", "inactive, ok",
                            "RealtimeHighLatency", "inactive, ok",
                            "RealtimeOverload", "inactive, ok",
                            "RealtimeServiceDown", "inactive, ok")));
    server.close();
    await("the alert")
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(states()).containsEntry("RealtimeServiceDown", "firing, ok"));
  }

  @Test
  void everySeriesThatRulesAndDashboardAskForIsScraped() throws Exception {
    List<String> expressions = new ArrayList<>(rules().findValuesAsText("expr"));
    expressions.addAll(dashboard().path("panels").findValuesAsText("expr"));
    List<String> selectors =
        expressions.stream()
            .flatMap(expression -> SELECTOR.matcher(expression).results())
            .map(match -> match.group())
            .distinct()
            .toList();
    assertThat(selectors).hasSizeGreaterThan(10);
    await("the first scrape")
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !query("realtime_connections").isEmpty());
    for (String selector : selectors) {
      assertThat(query(selector)).as(selector).isNotEmpty();
    }
    for (String expression : expressions) {
      query(expression);
    }
  }

  private static JsonNode rules() {
    return JSON.valueToTree(
            new PrometheusRuleDependent().desired(TestSituation.of(SPEC)).orElseThrow())
        .path("spec");
  }

  private static JsonNode dashboard() throws IOException {
    Map<String, String> data =
        new DashboardDependent().desired(TestSituation.of(SPEC)).orElseThrow().getData();
    return JSON.readTree(data.values().iterator().next());
  }

  /** State and health of every rule, by its name; evaluated at least once. */
  private Map<String, String> states() throws IOException, InterruptedException {
    Map<String, String> states = new TreeMap<>();
    for (JsonNode group : get("/api/v1/rules").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        states.put(
            rule.path("name").asText(),
            rule.path("state").asText() + ", " + rule.path("health").asText());
      }
    }
    return states;
  }

  private JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .path("result");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.path("status").asText()).as(path + ": " + answer.body()).isEqualTo("success");
    return body.path("data");
  }
}
