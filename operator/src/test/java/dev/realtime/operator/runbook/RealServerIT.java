package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.signal.Batch;
import dev.realtime.operator.signal.PodScraper;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.SyntheticClient;
import dev.realtime.server.Server;
import dev.realtime.server.ServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signals of a real server of ours, with nothing allowed to clients beyond the defaults. */
class RealServerIT {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String API_KEY = "api-key-0123456789abcdef01234567";

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(directory.resolve("token"), SECRET);
    Files.writeString(directory.resolve("api"), API_KEY);
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        listen: {host: 127.0.0.1, port: 0}
        management: {host: 127.0.0.1, port: 0}
        auth: {hmacSecretFile: %s}
        api: {keyFile: %s}
        """
            .formatted(directory.resolve("token"), directory.resolve("api")));
    server =
        Server.start(
            new ServerOptions(directory.resolve("config.yaml"), directory, false, Map.of()));
  }

  @AfterEach
  void stop() {
    server.close();
    http.shutdownNow();
  }

  private Batch probe(String secret, String apiKey) throws InterruptedException {
    return new SyntheticClient(
            URI.create(
                "ws://127.0.0.1:" + server.clientAddress().getPort() + "/connection/websocket"),
            () -> secret == null ? null : ProbeToken.of(secret, "probe", Instant.now()),
            () -> apiKey,
            "probe",
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            http)
        .read(Instant.now());
  }

  private static Reading of(Batch batch, Signal signal) {
    return batch.samples().stream()
        .filter(sample -> sample.signal() == signal)
        .map(Sample::reading)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void measuresTheWayOfAMessageThroughTheService() throws Exception {
    Batch batch = probe(SECRET, API_KEY);
    assertThat(of(batch, Signal.SYNTHETIC_CONNECTED)).isEqualTo(new Reading.Value(1));
    assertThat(of(batch, Signal.SYNTHETIC_SECONDS)).isInstanceOf(Reading.Value.class);
    double seconds = ((Reading.Value) of(batch, Signal.SYNTHETIC_SECONDS)).number();
    assertThat(seconds).isBetween(0.0, 3.0);
  }

  @Test
  void isConnectedEvenWhereItsMessageIsRefused() throws Exception {
    Batch batch = probe(SECRET, "wrong");
    assertThat(of(batch, Signal.SYNTHETIC_CONNECTED)).isEqualTo(new Reading.Value(1));
    assertThat(of(batch, Signal.SYNTHETIC_SECONDS)).isInstanceOf(Reading.Unknown.class);
  }

  @Test
  void doesNotTakeAServerThatDoesNotLetItInForDown() throws Exception {
    for (String secret : new String[] {null, "another-secret-0123456789abcdef"}) {
      assertThat(of(probe(secret, API_KEY), Signal.SYNTHETIC_CONNECTED).toString())
          .contains("not let in");
    }
  }

  @Test
  void takesMaintenanceModeForAnAnswer() throws Exception {
    Files.writeString(directory.resolve("MAINTENANCE_MODE"), "true");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> of(scrape(), Signal.MAINTENANCE).equals(new Reading.Value(1)));
    assertThat(of(probe(SECRET, API_KEY), Signal.SYNTHETIC_CONNECTED))
        .isEqualTo(new Reading.Value(1));
  }

  @Test
  void takesAServerThatIsGoneForDown() throws Exception {
    server.close();
    assertThat(of(probe(SECRET, API_KEY), Signal.SYNTHETIC_CONNECTED))
        .isEqualTo(new Reading.Value(0));
  }

  private Batch scrape() throws InterruptedException {
    URI metrics =
        URI.create("http://127.0.0.1:" + server.managementAddress().getPort() + "/metrics");
    return new PodScraper(
            () -> List.of(new PodScraper.Target("pod", metrics)),
            List::of,
            Duration.ofSeconds(5),
            http)
        .read(Instant.now());
  }

  @Test
  void findsEverySignalInTheServersMetrics() throws Exception {
    probe(SECRET, API_KEY);
    Batch batch = scrape();
    for (Signal signal :
        List.of(
            Signal.REQUESTS,
            Signal.REQUESTS_FAILED,
            Signal.SHED,
            Signal.CONNECTIONS,
            Signal.CONNECTIONS_LIMIT,
            Signal.EVENT_LOOP_LAG_SECONDS,
            Signal.MAINTENANCE)) {
      assertThat(of(batch, signal)).as(signal.name()).isInstanceOf(Reading.Value.class);
    }
    assertThat(((Reading.Value) of(batch, Signal.REQUESTS)).number()).isPositive();
    assertThat(of(batch, Signal.COMMAND_SECONDS)).isInstanceOf(Reading.Distribution.class);
    var histogram = ((Reading.Distribution) of(batch, Signal.COMMAND_SECONDS)).histogram();
    assertThat(histogram.count()).isPositive();
  }
}
