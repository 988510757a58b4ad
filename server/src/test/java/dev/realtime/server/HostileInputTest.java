package dev.realtime.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.transport.BodyMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-meaning client sends: each ends with its code, and nothing stays behind. */
class HostileInputTest {
  private static final String CONNECT = "{\"id\":1,\"connect\":{}}";

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            directory,
            TestServer.OPEN.replace("origins: [\"*\"]", "origins: [\"https://good.example\"]")
                + "client: {handshakeTimeout: 1s, connectTimeout: 1s}\n"
                + "listen: {host: 127.0.0.1, port: 0, compression: true}\n"
                + "management: {host: 127.0.0.1, port: 0}\n");
  }

  @AfterAll
  static void stop() {
    await().atMost(Duration.ofSeconds(10)).until(() -> server.parts().registry().count() == 0);
    server.close();
  }

  private static int closeCodeAfter(int first, byte[] payload) throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      client.frame(first, payload);
      return client.readClose().closeCode();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "{",
        "[]",
        "null",
        "{\"id\":1,\"connect\":{}",
        "{\"id\":1,\"connect\":{}} trailing",
        "{\"id\":1}",
        "{\"id\":1,\"subscribe\":{\"channel\":\"a\"}}",
        "{\"id\":-1,\"connect\":{}}",
        "{\"id\":1,\"connect\":{\"token\":5}}",
        "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"connect\":{}}",
        "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"ping\":{}}",
        "{\"id\":1,\"connect\":{}}\n{}",
      })
  void whatIsNotTheProtocolIsClosed3501(String text) throws IOException {
    assertThat(closeCodeAfter(0x81, text.getBytes(UTF_8))).isEqualTo(3501);
  }

  @Test
  void badUtf8IsClosed3501() throws IOException {
    byte[] bytes = "{\"id\":1,\"connect\":{\"name\":\"??\"}}".getBytes(UTF_8);
    bytes[bytes.length - 5] = (byte) 0xC3;
    bytes[bytes.length - 6] = (byte) 0x28;
    bytes[bytes.length - 5] = (byte) 0xFF;
    assertThat(closeCodeAfter(0x81, bytes)).isEqualTo(3501);
  }

  @Test
  void deeplyNestedJsonIsRefusedWithoutHarm() throws IOException {
    String deep = "{\"id\":1,\"connect\":{\"data\":" + "[".repeat(20_000) + "}}";
    assertThat(closeCodeAfter(0x81, deep.getBytes(UTF_8))).isEqualTo(3501);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0xC1 + 0x10, // reserved bits
        0x83, // unknown opcode
        0x8F, // unknown control opcode
        0x09, // fragmented ping
        0x80, // a continuation of nothing
      })
  void framesAgainstTheRfcAreClosed1002(int first) throws IOException {
    assertThat(closeCodeAfter(first, new byte[3])).isEqualTo(1002);
  }

  @Test
  void unmaskedFramesAreClosed1002() throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      client.write(new byte[] {(byte) 0x81, 2, '{', '}'});
      assertThat(client.readClose().closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void tooLongMessagesAreClosed1009BeforeTheyAreRead() throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      client.write(new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0});
      assertThat(client.readClose().closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void fragmentsThatAddUpToTooMuchAreClosed1009() throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      byte[] part = new byte[40_000];
      client.frame(0x01, part).frame(0x00, part);
      assertThat(client.readClose().closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void fragmentsWithAPingBetweenAreOneMessage() throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      byte[] connect = CONNECT.getBytes(UTF_8);
      for (int i = 0; i < connect.length - 1; i++) {
        client.frame(i == 0 ? 0x01 : 0x00, new byte[] {connect[i]});
      }
      client.frame(0x89, new byte[] {7});
      client.frame(0x80, new byte[] {connect[connect.length - 1]});
      assertThat(client.read()).matches(frame -> frame.opcode() == 10 && frame.payload()[0] == 7);
      assertThat(client.read().text()).contains("\"connect\"");
    }
  }

  @Test
  void aFrameInSinglesBytesIsAFrame() throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      byte[] connect = CONNECT.getBytes(UTF_8);
      byte[] head = {(byte) 0x81, (byte) (0x80 | connect.length), 0, 0, 0, 0};
      for (byte one : head) {
        client.write(new byte[] {one});
      }
      for (byte one : connect) {
        client.write(new byte[] {one});
      }
      assertThat(client.read().text()).contains("\"connect\"");
    }
  }

  @Test
  void closeIsEchoed() throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      client.frame(0x88, new byte[] {0x03, (byte) 0xE8});
      assertThat(client.readClose().closeCode()).isEqualTo(1000);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void silenceIsClosed3502() throws IOException {
    try (RawClient client = RawClient.open(server.port())) {
      assertThat(client.readClose().closeCode()).isEqualTo(3502);
    }
  }

  @Test
  void aSlowRequestIsCutOff() throws IOException {
    try (RawClient client = RawClient.connect(server.port())) {
      client.write("GET /connection/websocket HTTP/1.1\r\nHost:".getBytes(ISO_8859_1));
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void oversizeHeadersAreRefused() throws IOException {
    try (RawClient client = RawClient.connect(server.port())) {
      client.write(
          ("GET /health HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      assertThat(client.readHead()).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void oversizeBodiesAreRefused() throws IOException {
    try (RawClient client = RawClient.connect(server.port())) {
      client.write(
          "POST /emulation HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
              .getBytes(ISO_8859_1));
      assertThat(client.readHead()).startsWith("HTTP/1.1 413");
    }
  }

  private static byte[] post(String path, int length, String... headers) {
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("Content-Length: " + length + "\r\n\r\n").toString().getBytes(ISO_8859_1);
  }

  private static TestServer withApiKey(Path own) throws IOException {
    Path key = Files.writeString(own.resolve("key"), "the key");
    return TestServer.start(
        own,
        TestServer.OPEN.replace("{insecure: true}", "{keyFile: " + key + ", maxBody: 1MiB}")
            + "limits: {requestBodies: 1MiB, shedLag: 1m}\nclient: {handshakeTimeout: 1m}\n");
  }

  @Test
  void longBodiesAreTakenFromNobodyWithoutTheKeyOfTheApi(@TempDir Path own) throws IOException {
    try (TestServer keyed = withApiKey(own)) {
      for (byte[] head :
          List.of(
              post("/api/publish", 500_000),
              post("/api/publish", 500_000, "X-API-Key: another"),
              post("/apiary", 500_000, "X-API-Key: the key"))) {
        try (RawClient client = RawClient.connect(keyed.port())) {
          client.write(head); // refused by its head: nothing of the body is waited for
          assertThat(client.readHead()).startsWith("HTTP/1.1 413");
        }
      }
      assertThat(publish(keyed, 500_000)).startsWith("HTTP/1.1 200");
    }
  }

  private static String publish(TestServer server, int length) throws IOException {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) ' ');
    byte[] json = "{\"channel\":\"a\",\"data\":1}".getBytes(UTF_8);
    System.arraycopy(json, 0, body, 0, json.length);
    try (RawClient client = RawClient.connect(server.port())) {
      client.write(post("/api/publish", length, "X-API-Key: the key"));
      client.write(body);
      return client.readHead();
    }
  }

  @Test
  void slowUploadsTogetherHaveABoundThatKeepsNeitherTheApiNorClientsOut(@TempDir Path own)
      throws Exception {
    List<RawClient> uploads = new ArrayList<>();
    try (TestServer keyed = withApiKey(own);
        TestClient connected = keyed.client()) {
      connected.connect();
      BodyMemory bodies = keyed.routes().bodies();
      for (int i = 1; i <= 8; i++) {
        RawClient upload = RawClient.connect(keyed.port());
        uploads.add(upload);
        upload.write(post("/emulation", 65_536));
        upload.write(new byte[65_535]);
        long held = i * 65_536L;
        await().atMost(SOON).until(() -> bodies.held() == held);
      }
      try (RawClient surplus = RawClient.connect(keyed.port())) {
        surplus.write(post("/emulation", 65_536));
        surplus.write(new byte[1]);
        assertThat(surplus.readHead())
            .startsWith("HTTP/1.1 503")
            .containsPattern("(?i)retry-after: ([5-9]|10)\r\n");
      }
      assertThat(keyed.counts("realtime_rejected_total{reason=\"request_bodies\"} 1.0")).isTrue();
      assertThat(keyed.counts("realtime_request_body_bytes 524288.0")).isTrue();
      assertThat(publish(keyed, 300_000)).startsWith("HTTP/1.1 200");
      connected.send("{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}");
      assertThat(connected.next()).contains("\"id\":2,\"subscribe\"");
      for (RawClient upload : uploads) {
        upload.close();
      }
      await().atMost(SOON).until(() -> bodies.held() == 0);
    } finally {
      for (RawClient upload : uploads) {
        upload.close();
      }
    }
  }

  @Test
  void pagesOfOtherOriginsAreRefused() throws IOException {
    try (RawClient client = RawClient.connect(server.port())) {
      assertThat(client.upgrade("/connection/websocket", "Origin: https://bad.example"))
          .startsWith("HTTP/1.1 403");
    }
    try (RawClient client = RawClient.connect(server.port())) {
      assertThat(client.upgrade("/connection/websocket", "Origin: https://good.example"))
          .startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void unknownPathsAndWrongMethodsAreRefused() throws Exception {
    assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
    assertThat(server.get("/connection/websocket").statusCode()).isEqualTo(426);
    assertThat(server.get("/emulation").statusCode()).isEqualTo(405);
    assertThat(server.post("/emulation", "nonsense").statusCode()).isEqualTo(400);
    assertThat(server.post("/connection/http_stream", "nonsense").statusCode()).isEqualTo(400);
  }

  @Test
  void compressedMessagesWorkAndBombsAreClosed1009() throws Exception {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    try (RawClient client = RawClient.connect(server.port())) {
      assertThat(client.upgrade("/connection/websocket", offer))
          .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
      client.frame(0xC1, deflated(CONNECT.getBytes(UTF_8)));
      assertThat(client.read().text()).contains("\"connect\"");
      client.frame(0xC1, deflated(new byte[2_000_000]));
      assertThat(client.readClose().closeCode()).isEqualTo(1009);
    }
    try (RawClient client = RawClient.open(server.port(), offer)) {
      client.frame(0xC1, new byte[] {5, 6, 7, 8, 9, 10});
      assertThat(client.readClose().closeCode()).isEqualTo(3501);
    }
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int made = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
    while (made > 0) {
      out.write(buffer, 0, made);
      made = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
    }
    deflater.end();
    byte[] whole = out.toByteArray();
    return Arrays.copyOf(whole, whole.length - 4);
  }
}
