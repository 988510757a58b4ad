package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.HttpDependency;
import dev.realtime.api.v1alpha1.runbook.TcpDependency;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sources that speak HTTP, against a real HTTP server in this process. */
class HttpSourcesTest {
  private static final String METRICS =
      "realtime_requests_total{outcome=\"ok\"} 5\nrealtime_connections 3\n";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final HttpClient client = Http.newClient(Duration.ofSeconds(1));
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<String> query = new AtomicReference<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    answer("/good", 200, METRICS);
    answer("/broken", 200, "realtime_requests_total{outcome=} 5\n");
    answer("/error", 500, "no");
    answer("/stranger", 401, "who are you?");
    server.createContext("/hangs", exchange -> hang());
    server.createContext(
        "/halfway",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write("realtime_".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          hang();
        });
    server.createContext(
        "/huge",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[64 * 1024];
          try (var out = exchange.getResponseBody()) {
            for (int i = 0; i < 2 * Http.MAX_BODY / block.length; i++) {
              out.write(block);
            }
          } catch (IOException e) {
            assertThat(e).as("the client has hung up").isNotNull();
          }
        });
    server.start();
  }

  private void hang() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
    client.shutdownNow();
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private PodScraper.Target pod(String name) {
    return new PodScraper.Target(name, URI.create(base() + "/" + name));
  }

  private static Reading of(Batch batch, Signal signal, String instance) {
    return batch.samples().stream()
        .filter(sample -> sample.signal() == signal && sample.instance().equals(instance))
        .map(Sample::reading)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSecretThatNoHeaderCanHoldIsNotRepeatedWhereThatIsSaid() {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1/"));
    assertThatThrownBy(() -> Http.set(request, "Authorization", "Bearer a\ngeheim"))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessageContaining("header Authorization cannot be sent")
        .message()
        .doesNotContain("geheim");
  }

  @Test
  void readsEveryPodByItselfAndSaysWhatIsWrongWithTheOthers() throws Exception {
    var scraper =
        new PodScraper(
            () ->
                List.of(
                    pod("good"),
                    pod("broken"),
                    pod("error"),
                    pod("hangs"),
                    pod("halfway"),
                    pod("huge"),
                    new PodScraper.Target("gone", URI.create("http://127.0.0.1:1/metrics"))),
            List::of,
            Duration.ofSeconds(2),
            client);
    Batch batch = scraper.read(NOW);
    assertThat(of(batch, Signal.REQUESTS, "good")).isEqualTo(new Reading.Value(5));
    assertThat(of(batch, Signal.CONNECTIONS, "good")).isEqualTo(new Reading.Value(3));
    for (String pod : List.of("broken", "error", "hangs", "halfway", "huge", "gone")) {
      assertThat(of(batch, Signal.REQUESTS, pod)).as(pod).isInstanceOf(Reading.Unknown.class);
    }
    assertThat(of(batch, Signal.REQUESTS, "error").toString()).contains("HTTP status 500");
    assertThat(of(batch, Signal.REQUESTS, "huge").toString()).contains("exceeds capacity");
  }

  @Test
  void sendsEachPodTheTokenThatItTakesAndSaysWhereItTakesNone() throws Exception {
    asks("current", "new");
    asks("behind", "old");
    asks("foreign", "another");
    Batch batch =
        new PodScraper(
                () -> List.of(pod("good"), pod("current"), pod("behind"), pod("foreign")),
                () -> List.of("new", "old"),
                Duration.ofSeconds(2),
                client)
            .read(NOW);
    for (String pod : List.of("good", "current", "behind")) {
      assertThat(of(batch, Signal.REQUESTS, pod)).as(pod).isEqualTo(new Reading.Value(5));
    }
    assertThat(of(batch, Signal.REQUESTS, "foreign").toString())
        .contains("HTTP status 401", "another token");
  }

  @Test
  void withoutATokenNoneIsSent() throws Exception {
    asks("pod", "any");
    Batch batch =
        new PodScraper(() -> List.of(pod("pod")), List::of, Duration.ofSeconds(2), client)
            .read(NOW);
    assertThat(of(batch, Signal.REQUESTS, "pod").toString()).contains("HTTP status 401");
  }

  /** A pod that answers to nothing but this token. */
  private void asks(String pod, String token) {
    server.createContext(
        "/" + pod,
        exchange -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          boolean right = ("Bearer " + token).equals(sent);
          byte[] bytes = METRICS.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(right ? 200 : 401, right ? bytes.length : -1);
          if (right) {
            exchange.getResponseBody().write(bytes);
          }
          exchange.close();
        });
  }

  /** A Prometheus that gives this answer, and says it read the last value so many seconds ago. */
  private PrometheusReader prometheus(String body, int secondsAgo) {
    long last = NOW.getEpochSecond() - secondsAgo;
    String times =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
            + "{\"metric\":{},\"values\":[[%d,\"1\"],[%d,\"1\"]]}]}}".formatted(last - 2, last);
    server.createContext(
        "/p/api/v1/query",
        exchange -> {
          String asked = exchange.getRequestURI().getQuery();
          boolean range = asked.endsWith("s]");
          if (!range) {
            query.set(asked);
          }
          byte[] bytes = (range ? times : body).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    return new PrometheusReader(
        "prod",
        "chat",
        base() + "/p/",
        Map.of("cluster", "a\"b"),
        Map::of,
        Duration.ofSeconds(2),
        client);
  }

  private static final String TWO_SERIES =
      """
      {"status":"success","data":{"resultType":"vector","result":[
      {"metric":{"__name__":"realtime_requests_total","pod":"chat-1","outcome":"server_error"},"value":[1,"4"]},
      {"metric":{"__name__":"realtime_requests_total","pod":"chat-1","outcome":"ok"},"value":[1,"6"]}]}}
      """;

  @Test
  void takesWhatPrometheusReadLongAgoForUnknown() throws Exception {
    Batch old = prometheus(TWO_SERIES, 40).read(NOW);
    assertThat(of(old, Signal.REQUESTS, "prometheus").toString())
        .contains("read nothing of this service for 40 s");
  }

  @Test
  void readsTheSameSignalsFromPrometheus() throws Exception {
    Batch batch = prometheus(TWO_SERIES, 1).read(NOW);
    assertThat(of(batch, Signal.REQUESTS, "chat-1")).isEqualTo(new Reading.Value(10));
    assertThat(of(batch, Signal.REQUESTS_FAILED, "chat-1")).isEqualTo(new Reading.Value(4));
    assertThat(query.get())
        .contains("namespace=\"prod\"", "pod=~\"chat-[a-z0-9]+-[a-z0-9]+\"", "cluster=\"a\\\"b\"");
  }

  @Test
  void takesAPrometheusWithoutSeriesForUnknownNotForZero() throws Exception {
    Batch empty =
        prometheus("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}", 1)
            .read(NOW);
    assertThat(of(empty, Signal.REQUESTS, "prometheus").toString()).contains("no series");
  }

  @Test
  void takesAFailingPrometheusForUnknown() throws Exception {
    Batch failed = prometheus("{\"status\":\"error\",\"error\":\"too many samples\"}", 1).read(NOW);
    assertThat(of(failed, Signal.REQUESTS, "prometheus").toString()).contains("too many samples");
  }

  private DependencyFact check(HttpDependency http, TcpDependency tcp) throws Exception {
    var dependency =
        new Dependency("dep", null, http, tcp, null, null, 500, 1, DependencyPolicy.nothing());
    var probes =
        new Probes(
            client,
            key -> {
              throw new SecretReader.NotReadable("there is no Secret " + key.name());
            });
    var store = new FactStore();
    probes.of(dependency, Duration.ofSeconds(1)).read(NOW).facts().forEach(f -> f.accept(store));
    return store.facts().dependencies().get("dep").value().orElse(null);
  }

  @Test
  void checksServicesOverHttp() throws Exception {
    assertThat(check(new HttpDependency(base() + "/good", List.of(), null), null).reachable())
        .isTrue();
    DependencyFact failing = check(new HttpDependency(base() + "/error", List.of(), null), null);
    assertThat(failing.reachable()).isFalse();
    assertThat(failing.problem()).isEqualTo("HTTP status 500");
    assertThat(check(new HttpDependency(base() + "/error", List.of(500), null), null).reachable())
        .isTrue();
    DependencyFact hanging = check(new HttpDependency(base() + "/hangs", List.of(), null), null);
    assertThat(hanging.reachable()).isFalse();
    assertThat(hanging.problem()).contains("500 ms");
    DependencyFact halfway = check(new HttpDependency(base() + "/halfway", List.of(), null), null);
    assertThat(halfway.reachable()).as("an answer that never ends").isFalse();
  }

  @Test
  void knowsNothingOfAServiceThatDoesNotLetTheOperatorIn() throws Exception {
    assertThat(check(new HttpDependency(base() + "/stranger", List.of(), null), null)).isNull();
    assertThat(
            check(new HttpDependency(base() + "/stranger", List.of(401), null), null).reachable())
        .as("unless that is the answer expected")
        .isTrue();
  }

  @Test
  void knowsNothingOfAServiceWhoseTokenCannotBeRead() throws Exception {
    var token = new dev.realtime.api.v1alpha1.runbook.SecretKey("missing", "token");
    assertThat(check(new HttpDependency(base() + "/good", List.of(), token), null)).isNull();
  }

  @Test
  void checksWhetherSomethingListens() throws Exception {
    int port;
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
      assertThat(check(null, new TcpDependency("127.0.0.1", port)).reachable()).isTrue();
    }
    assertThat(check(null, new TcpDependency("127.0.0.1", port)).reachable()).isFalse();
  }
}
