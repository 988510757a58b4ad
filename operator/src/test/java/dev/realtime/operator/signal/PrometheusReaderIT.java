package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.Server;
import dev.realtime.server.ServerOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server, scraped by a real Prometheus (package prometheus), asked by the operator. */
class PrometheusReaderIT {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir private Path directory;
  private final HttpClient http = Http.newClient(Duration.ofSeconds(2));
  private Server server;
  private int port;
  private LocalProcess prometheus;
  private PrometheusReader reader;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(directory.resolve("token"), SECRET);
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        listen: {host: 127.0.0.1, port: 0}
        management: {host: 127.0.0.1, port: 0}
        auth: {hmacSecretFile: %s}
        """
            .formatted(directory.resolve("token")));
    server =
        Server.start(
            new ServerOptions(directory.resolve("config.yaml"), directory, false, Map.of()));
    port = LocalProcess.freePort();
    prometheus = prometheus(server.managementAddress().getPort());
    reader =
        new PrometheusReader(
            "prod",
            "chat",
            "http://127.0.0.1:" + port,
            Map.of(),
            Map::of,
            Duration.ofSeconds(2),
            http);
  }

  /** Scrapes the port every second; 0 for nothing at all. */
  private LocalProcess prometheus(int target) throws IOException {
    String targets =
        target == 0
            ? ""
            : """
              scrape_configs:
                - job_name: realtime
                  static_configs:
                    - targets: ["127.0.0.1:%d"]
                      labels: {namespace: prod, pod: chat-6f9d-x1}
              """
                .formatted(target);
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            "global: {scrape_interval: 1s, scrape_timeout: 1s}\n" + targets);
    return new LocalProcess(
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

  private Map<Signal, Reading> read() throws InterruptedException {
    return reader.read(Instant.now()).samples().stream()
        .collect(Collectors.toMap(Sample::signal, Sample::reading, (first, _) -> first));
  }

  private void awaitUnknown(String why) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(read().get(Signal.REQUESTS).toString())
                    .contains("Unknown", "Prometheus: ", why));
  }

  private void awaitKnown() {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> {
              Map<Signal, Reading> read = read();
              for (Signal signal :
                  List.of(
                      Signal.REQUESTS,
                      Signal.REQUESTS_FAILED,
                      Signal.CONNECTIONS,
                      Signal.CONNECTIONS_LIMIT,
                      Signal.EVENT_LOOP_LAG_SECONDS,
                      Signal.MAINTENANCE)) {
                assertThat(read.get(signal)).as(signal.name()).isInstanceOf(Reading.Value.class);
              }
              assertThat(read.get(Signal.COMMAND_SECONDS)).isInstanceOf(Reading.Distribution.class);
            });
  }

  @Test
  void findsEverySignalAndKnowsNothingWhereThereIsNothingToKnow() throws Exception {
    awaitKnown();
    server.close();
    awaitUnknown("no series of this service");
  }

  @Test
  void takesAPrometheusThatIsGoneOrHangsForUnknown() throws Exception {
    awaitKnown();
    prometheus.signal("STOP");
    awaitUnknown("no whole answer within 2000 ms");
    prometheus.signal("CONT");
    awaitKnown();
    prometheus.close();
    awaitUnknown("Connect");
  }

  @Test
  void doesNotTakeThatPrometheusHasStoppedScrapingForAServiceWithoutTraffic() throws Exception {
    // Long enough for Prometheus to have read more than one value.
    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(40))
        .until(() -> read().get(Signal.CONNECTIONS) instanceof Reading.Value);
    // Dies without a chance to mark its series as ended, and comes back without its targets.
    prometheus.close();
    prometheus = prometheus(0);
    awaitUnknown("read nothing of this service for");
  }
}
