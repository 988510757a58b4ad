package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.server.trace.CollectorFixture;
import dev.realtime.server.trace.CollectorFixture.Seen;
import dev.realtime.server.trace.Span;
import dev.realtime.server.trace.Tracing;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector of OpenTelemetry sees of a running server. */
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";

  @TempDir Path directory;
  private final Map<String, String> traceparents = new ConcurrentHashMap<>();
  private CollectorFixture collector;
  private HttpServer backend;

  @BeforeEach
  void start() throws IOException {
    collector = new CollectorFixture();
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          String path = exchange.getRequestURI().getPath();
          traceparents.put(
              path, String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
          byte[] answer = "{\"result\":{\"user\":\"ann\",\"data\":1}}".getBytes(UTF_8);
          exchange.sendResponseHeaders(path.equals("/fails") ? 503 : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    backend.start();
  }

  @AfterEach
  void stop() {
    backend.stop(0);
    collector.close();
  }

  private TestServer server(String tracing, String more) {
    return TestServer.start(
        directory,
        TestServer.OPEN
            + "tracing: {endpoint: \""
            + collector.endpoint()
            + "\", "
            + tracing
            + "}\nclient: {connectTimeout: 5m}\n"
            + more);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + backend.getAddress().getPort() + path;
  }

  @Test
  void everyCommandIsASpanThatSaysWhoAskedWhat() {
    try (TestServer server =
            server("sampling: 1, serviceName: shop, resource: {team: web}", "node: {name: one}\n");
        TestClient client = server.client()) {
      String id = client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}").next();
      client.send("{\"id\":3,\"publish\":{\"channel\":\"other\",\"data\":{\"secret\":1}}}").next();
      client.send("{\"id\":4,\"history\":{\"channel\":\"nowhere:x\"}}").next();

      Seen subscribe = collector.span("subscribe");
      assertThat(subscribe.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
      assertThat(subscribe.attributes())
          .containsEntry("realtime.client", id)
          .containsEntry("realtime.channel", "news")
          .containsEntry("realtime.transport", "websocket")
          .containsEntry("realtime.outcome", "ok");
      assertThat(subscribe.resource())
          .containsEntry("service.name", "shop")
          .containsEntry("service.instance.id", "one")
          .containsEntry("team", "web");
      assertThat(collector.span("history").attributes())
          .containsEntry("realtime.outcome", "client_error")
          .containsEntry("realtime.code", "102");
      assertThat(collector.span("connect").parent()).as("a root").isEmpty();
      assertThat(collector.span("publish").toString()).doesNotContain("secret");
    }
  }

  @Test
  void theBackendIsAskedWithinTheTraceOfTheCommand() {
    try (TestServer server =
            server(
                "sampling: 1",
                "proxy: {connect: {url: \"%s\"}, rpc: {url: \"%s\"}}\n"
                    .formatted(url("/connect"), url("/fails?key=secret")));
        TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"rpc\":{\"method\":\"pay\",\"data\":{}}}").next();

      for (String command : List.of("connect", "rpc")) {
        Seen span = collector.span(command);
        Seen call = collector.span("proxy " + command);
        assertThat(call.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(call.trace()).isEqualTo(span.trace());
        assertThat(call.parent()).isEqualTo(span.id());
        assertThat(traceparents.get(command.equals("rpc") ? "/fails" : "/connect"))
            .as("the first bit says that it is sampled")
            .matches("00-" + call.trace() + "-" + call.id() + "-0[13]");
      }
      assertThat(collector.span("connect").attributes()).containsEntry("user.id", "ann");
      Seen failed = collector.span("proxy rpc");
      assertThat(failed.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(failed.attributes()).containsEntry("realtime.code", "503");
      assertThat(failed.toString()).as("a query may hold a key").doesNotContain("secret");
    }
  }

  @Test
  void aCallOfTheApiGoesOnWithTheTraceOfItsCallerWhateverTheSampling() throws Exception {
    try (TestServer server = server("sampling: 0", "");
        HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest publish =
          HttpRequest.newBuilder(server.http("/api/publish"))
              .header("traceparent", TRACEPARENT)
              .POST(HttpRequest.BodyPublishers.ofString("{\"channel\":\"news\",\"data\":1}"))
              .build();
      assertThat(http.send(publish, BodyHandlers.ofString()).body()).contains("result");
      server.post("/api/info", "{}");

      Seen span = collector.span("api publish");
      assertThat(span.trace()).isEqualTo(TRACE);
      assertThat(span.parent()).isEqualTo(CALLER);
    }
    assertThat(collector.seen()).as("nobody asked for the rest, and 0 are sampled").hasSize(1);
  }

  @Test
  void aClientsTraceCountsOnlyWhereClientsAreTrusted() throws Exception {
    for (boolean trusted : List.of(true, false)) {
      try (TestServer server = server("sampling: 0, trustClients: " + trusted, "");
          RawClient client = RawClient.open(server.port(), "traceparent: " + TRACEPARENT)) {
        assertThat(client.send("{\"id\":1,\"connect\":{}}").read().text()).contains("\"connect\"");
      }
      assertThat(collector.span("connect").parent()).isEqualTo(CALLER);
      assertThat(collector.seen()).hasSize(1);
    }
  }

  @Test
  void aCollectorThatIsGoneDisturbsNobodyAndWhatItIsToldProvesWhoSends() throws Exception {
    Files.writeString(directory.resolve("headers"), "Authorization: Bearer of-tests\n");
    String headers = "sampling: 1, headersFile: \"%s\"".formatted(directory.resolve("headers"));
    try (TestServer server = server(headers, "");
        TestClient client = server.client()) {
      client.connect();
      collector.span("connect");
      assertThat(collector.authorizations()).containsOnly("Bearer of-tests");
      collector.close();
      for (int i = 2; i < 100; i++) {
        assertThat(
                client.send("{\"id\":" + i + ",\"publish\":{\"channel\":\"a\",\"data\":1}}").next())
            .contains("\"publish\"");
      }
    }
  }

  @Test
  void aFileOfHeadersThatMakesNoSenseIsNamedWithoutWhatItHolds() throws Exception {
    Files.writeString(directory.resolve("headers"), "\nsecret without a name\n");
    assertThatThrownBy(
            () -> server("headersFile: \"%s\"".formatted(directory.resolve("headers")), ""))
        .hasMessageContaining("tracing.headersFile: line 2")
        .hasMessageNotContaining("secret without");
  }

  @Test
  void offIsTheDefaultAndGivesEveryoneTheSameSpanThatDoesNothing() {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN)) {
      assertThat(server.parts().services().tracing()).isSameAs(Tracing.OFF);
    }
    assertThat(Tracing.OFF.begin("connect")).isSameAs(Span.NONE);
    assertThat(Span.NONE.call("proxy", null)).isSameAs(Span.NONE);
  }
}
