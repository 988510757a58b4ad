package dev.realtime.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SSE, HTTP streaming, emulation and unidirectional transports, on the bare socket. */
class TransportsTest {
  private static final String CONNECT = "{\"id\":1,\"connect\":{}}";

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(directory, TestServer.OPEN);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient get(String target) throws IOException {
    RawClient client = RawClient.connect(server.port());
    client.write(("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(ISO_8859_1));
    return client;
  }

  private static String field(String json, String name) {
    int at = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
    return json.substring(at, json.indexOf('"', at));
  }

  /** The body of an emulation request for the client that was answered so. */
  static String emulate(String connected, String commands) {
    return "{\"session\":\""
        + field(connected, "session")
        + "\",\"node\":\""
        + field(connected, "node")
        + "\",\"data\":\""
        + commands.replace("\"", "\\\"").replace("\n", "\\n")
        + "\"}";
  }

  @Test
  void sseOpensWithALineEndAndTakesCommandsByEmulation() throws Exception {
    String target = "/connection/sse?cf_connect=" + URLEncoder.encode(CONNECT, UTF_8);
    try (RawClient client = get(target)) {
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 200 OK")
          .contains("Content-Type: text/event-stream", "X-Accel-Buffering: no");
      assertThat(client.readChunk()).isEqualTo("\r\n");
      String connected = client.readChunk();
      assertThat(connected).startsWith("data: {\"id\":1,\"connect\":{").endsWith("}}\n\n");
      String commands =
          "{\"id\":2,\"subscribe\":{\"channel\":\"s\"}}\n"
              + "{\"id\":3,\"publish\":{\"channel\":\"s\",\"data\":5}}";
      assertThat(server.post("/emulation", emulate(connected, commands)).statusCode())
          .isEqualTo(204);
      String answers = client.readChunk();
      while (!answers.contains("\"id\":3")) {
        answers += client.readChunk();
      }
      assertThat(answers).contains("\"id\":2,\"subscribe\"", "\"pub\":{\"data\":5");
      assertThat(answers.indexOf("\"pub\"")).isLessThan(answers.indexOf("\"id\":3"));
    }
  }

  @Test
  void emulationForAnUnknownNodeIs404AndForAnUnknownSession204() throws Exception {
    assertThat(
            server
                .post("/emulation", "{\"session\":\"s\",\"node\":\"n\",\"data\":\"{}\"}")
                .statusCode())
        .isEqualTo(404);
    String node = server.parts().services().nodeId();
    assertThat(
            server
                .post("/emulation", "{\"session\":\"s\",\"node\":\"" + node + "\",\"data\":\"{}\"}")
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void httpStreamingSendsLines() throws Exception {
    try (RawClient client = RawClient.connect(server.port())) {
      client.write(
          ("POST /connection/http_stream HTTP/1.1\r\nHost: x\r\nContent-Length: "
                  + CONNECT.length()
                  + "\r\n\r\n"
                  + CONNECT)
              .getBytes(ISO_8859_1));
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK");
      String connected = client.readChunk();
      assertThat(connected).startsWith("{\"id\":1,\"connect\"").endsWith("\n");
      String bad = emulate(connected, "{\"id\":2,\"send\":{\"data\":1}}");
      assertThat(server.post("/emulation", bad).statusCode()).isEqualTo(204);
      assertThat(client.readChunk())
          .contains("\"disconnect\":{\"code\":3508,\"reason\":\"not available\"");
      assertThat(client.readChunk()).isEmpty();
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void unidirectionalWebSocketPushesWithoutReplies() throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/connection/uni_websocket");
    try (TestClient client = TestClient.open(uri)) {
      String id = TestClient.idIn(client.send("{}").next());
      server.post(
          "/api/subscribe", "{\"user\":\"\",\"client\":\"" + id + "\",\"channel\":\"uni\"}");
      assertThat(client.next()).startsWith("{\"channel\":\"uni\",\"subscribe\":{");
      server.publish("uni", "7");
      String push = client.next();
      if (push.contains("\"join\"")) {
        push = client.next();
      }
      assertThat(push).isEqualTo("{\"channel\":\"uni\",\"pub\":{\"data\":7,\"offset\":1}}");
    }
  }

  @Test
  void unidirectionalSseConnectsByItsAddress() throws Exception {
    try (RawClient client = get("/connection/uni_sse?cf_connect=%7B%7D")) {
      client.readHead();
      client.readChunk();
      assertThat(client.readChunk()).startsWith("data: {\"connect\":{\"client\":\"");
    }
  }

  @Test
  void browsersMayAskFirst() throws Exception {
    try (RawClient client = RawClient.connect(server.port())) {
      client.write(
          """
          OPTIONS /emulation HTTP/1.1
          Host: x
          Origin: https://a.example
          Access-Control-Request-Headers: content-type

          """
              .replace("\n", "\r\n")
              .getBytes(ISO_8859_1));
      assertThat(client.readHead().toLowerCase(Locale.ROOT))
          .startsWith("http/1.1 204")
          .contains("access-control-allow-origin: https://a.example")
          .contains("access-control-allow-methods: post, options")
          .contains("access-control-max-age: 300");
    }
  }

  @Test
  void nativePingsAreUsedWhenAskedFor() throws Exception {
    try (RawClient client = RawClient.connect(server.port())) {
      client.upgrade("/connection/websocket?cf_ws_frame_ping_pong=true");
      assertThat(client.send(CONNECT).read().text()).doesNotContain("\"ping\"");
    }
  }
}
