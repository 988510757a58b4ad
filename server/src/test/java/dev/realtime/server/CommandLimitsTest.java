package dev.realtime.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bounds of what clients ask: rates, and commands under way. */
class CommandLimitsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int MUCH = 24 * 1024 * 1024;
  private static final String UPGRADE =
      """
      GET /connection/websocket HTTP/1.1
      Host: x
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """
          .replace("\n", "\r\n");

  @TempDir Path directory;
  private long written;
  private int stuck;

  private TestServer start(String more) {
    return TestServer.start(directory, TestServer.OPEN + more);
  }

  /** Sends commands in one frame, and answers how many of them were refused with 111. */
  private static long refusedOf(TestClient client, int count, String command) {
    String[] commands = new String[count];
    for (int i = 0; i < count; i++) {
      commands[i] = "{\"id\":" + (i + 10) + "," + command + "}";
    }
    client.send(commands);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(client.next());
    }
    return answers.stream().filter(answer -> answer.contains("\"code\":111")).count();
  }

  private static final String STATS = "\"presence_stats\":{\"channel\":\"a\"}";

  @Test
  void commandsOfAConnectionHaveARate() throws Exception {
    try (TestServer server = start("limits: {commandsPerConnection: 2, shedLag: 1m}\n");
        TestClient busy = server.client();
        TestClient calm = server.client()) {
      busy.connect();
      calm.connect();
      long refused = refusedOf(busy, 20, STATS);
      assertThat(refused).isBetween(1L, 18L);
      assertThat(refusedOf(calm, 2, STATS)).isZero();
      assertThat(busy.isOpen()).isTrue();
      assertThat(
              server.counts(
                  "realtime_rejected_total{reason=\"rate_per_connection\"} " + (double) refused))
          .isTrue();
    }
  }

  @Test
  void commandsOfAUserHaveARateOverAllConnections() throws Exception {
    TestTokens tokens = new TestTokens(directory);
    String config =
        TestServer.OPEN.replace(
            "{anonymous: true}", "{hmacSecretFile: " + tokens.secretFile() + "}");
    try (TestServer server =
            TestServer.start(directory, config + "limits: {commandsPerUser: 2, shedLag: 1m}\n");
        TestClient first = server.client();
        TestClient second = server.client();
        TestClient other = server.client()) {
      for (TestClient one : List.of(first, second)) {
        one.send("{\"id\":1,\"connect\":{\"token\":\"" + tokens.connection("ann", 600) + "\"}}");
        assertThat(one.next()).contains("\"connect\"");
      }
      other.send("{\"id\":1,\"connect\":{\"token\":\"" + tokens.connection("bob", 600) + "\"}}");
      assertThat(other.next()).contains("\"connect\"");
      // The second connection gets the same error before the user has a token again.
      await()
          .atMost(SOON)
          .until(
              () -> {
                assertThat(refusedOf(first, 20, STATS)).isPositive();
                return refusedOf(second, 1, STATS) == 1;
              });
      assertThat(refusedOf(other, 2, STATS)).isZero();
      assertThat(server.counts("realtime_rejected_total{reason=\"rate_per_user\"} 0.0")).isFalse();
      assertThat(server.counts("realtime_rejected_total{reason=\"rate_per_connection\"} 0.0"))
          .isTrue();
    }
  }

  @Test
  void publicationsIntoAChannelHaveARateForClientsAndForTheApi() throws Exception {
    try (TestServer server =
            start(
                "limits: {shedLag: 1m}\nnamespaces: [{name: rated, publishRate: 1, allowPublish: anyone}]\n");
        TestClient client = server.client();
        HttpClient http = HttpClient.newHttpClient()) {
      client.connect();
      assertThat(refusedOf(client, 20, "\"publish\":{\"channel\":\"rated:a\",\"data\":1}"))
          .isPositive();
      String publish = "{\"channel\":\"rated:b\",\"data\":1}";
      await()
          .atMost(SOON)
          .until(
              () -> {
                HttpResponse<String> answer = server.post("/api/publish", publish);
                assertThat(answer.statusCode()).isEqualTo(200);
                return answer.body().contains("\"code\":111");
              });
      HttpRequest byStatus =
          HttpRequest.newBuilder(server.http("/api/publish"))
              .header("X-Centrifugo-Error-Mode", "transport")
              .POST(HttpRequest.BodyPublishers.ofString(publish))
              .build();
      await()
          .atMost(SOON)
          .until(
              () -> http.send(byStatus, HttpResponse.BodyHandlers.ofString()).statusCode() == 429);
      assertThat(server.post("/api/publish", publish.replace("rated:b", "other")).body())
          .contains("\"result\"");
      assertThat(server.management("/metrics").body())
          .containsPattern("realtime_rejected_total\\{reason=\"rate_per_channel\"} [1-9]");
    }
  }

  @Test
  void whoHasAsManyCommandsUnderWayAsMayBeIsNotReadFrom() throws Exception {
    try (HangingBackend backend = new HangingBackend();
        TestServer server = start("limits: {pendingCommands: 2, shedLag: 1m}\n" + backend.rpc());
        SocketChannel socket = SocketChannel.open()) {
      socket.setOption(StandardSocketOptions.SO_SNDBUF, 65536);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket.write(ByteBuffer.wrap(UPGRADE.getBytes(ISO_8859_1)));
      socket.write(
          ByteBuffer.wrap(RawClient.masked(0x81, "{\"id\":1,\"connect\":{}}".getBytes(UTF_8))));
      socket.configureBlocking(false);
      String rpc = "{\"id\":2,\"rpc\":{\"method\":\"m\",\"data\":\"" + "x".repeat(30_000) + "\"}}";
      ByteBuffer frames = ByteBuffer.wrap(RawClient.masked(0x81, rpc.getBytes(UTF_8)));
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> isStuck(socket, frames) || written >= MUCH);
      assertThat(written).isLessThan(MUCH);
      await().atMost(SOON).until(() -> backend.asked() == 2);

      long before = written;
      backend.answer();
      await()
          .atMost(SOON)
          .until(
              () -> {
                boolean _ = isStuck(socket, frames);
                return written > before + 1_000_000;
              });
      assertThat(backend.asked()).isGreaterThan(2);
    }
  }

  /** Writes what goes; true if nothing has gone for two seconds. */
  private boolean isStuck(SocketChannel socket, ByteBuffer frames) throws Exception {
    long before = written;
    for (int wrote = -1; wrote != 0 && written < MUCH; written += wrote) {
      if (!frames.hasRemaining()) {
        frames.rewind();
      }
      wrote = socket.write(frames);
    }
    stuck = written == before ? stuck + 1 : 0;
    return stuck == 40;
  }

  @Test
  void commandsByEmulationBeyondTwiceTheBoundAreAnswered111AndNotKept() throws Exception {
    try (HangingBackend backend = new HangingBackend();
        TestServer server = start("limits: {pendingCommands: 2, shedLag: 1m}\n" + backend.rpc());
        RawClient client = RawClient.connect(server.port())) {
      String connect = "{\"id\":1,\"connect\":{}}";
      client.write(
          ("POST /connection/http_stream HTTP/1.1\r\nHost: x\r\nContent-Length: "
                  + connect.length()
                  + "\r\n\r\n"
                  + connect)
              .getBytes(ISO_8859_1));
      client.readHead();
      String connected = client.readChunk();
      // A request is taken whole while there is room.
      emulate(server, connected, rpc(2), rpc(3), rpc(4));
      emulate(server, connected, rpc(5), rpc(6));
      await().atMost(SOON).until(() -> backend.asked() == 5);
      emulate(server, connected, rpc(7), rpc(8));
      String refusals = client.readChunk();
      while (!refusals.contains("\"id\":8")) {
        refusals += client.readChunk();
      }
      assertThat(refusals)
          .contains("{\"id\":7,\"error\":{\"code\":111", "{\"id\":8,\"error\":{\"code\":111");
      assertThat(server.counts("realtime_rejected_total{reason=\"pending_commands\"} 2.0"))
          .isTrue();
      assertThat(backend.asked()).isEqualTo(5);

      backend.answer();
      String answers = "";
      for (int id = 2; id <= 6; id++) {
        while (!answers.contains("{\"id\":" + id + ",\"rpc\"")) {
          answers += client.readChunk();
        }
      }
      emulate(server, connected, rpc(9));
      while (!answers.contains("{\"id\":9,\"rpc\"")) {
        answers += client.readChunk();
      }
    }
  }

  private static String rpc(int id) {
    return "{\"id\":" + id + ",\"rpc\":{\"method\":\"m\",\"data\":{}}}";
  }

  private static void emulate(TestServer server, String connected, String... commands)
      throws Exception {
    String request = TransportsTest.emulate(connected, String.join("\n", commands));
    assertThat(server.post("/emulation", request).statusCode()).isEqualTo(204);
  }
}
