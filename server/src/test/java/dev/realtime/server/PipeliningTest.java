package dev.realtime.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several requests that come in one read (RFC 9112, section 9.3.2). */
class PipeliningTest {
  private static final String CALL = post("/api/info", "{}");
  private static final String NOWHERE = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir Path directory;
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void connect() throws IOException {
    server = TestServer.start(directory, TestServer.OPEN);
    client = RawClient.connect(server.port());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private static String post(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.length(), body);
  }

  /** Sends all in one write and answers the status of each answer. */
  private List<Integer> statuses(int answers, String... requests) throws IOException {
    client.write(String.join("", requests).getBytes(ISO_8859_1));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      statuses.add(client.readAnswer());
    }
    return statuses;
  }

  @Test
  void answersToCallsAndToOtherRequestsComeInTheOrderOfTheRequests() throws Exception {
    assertThat(statuses(5, CALL, NOWHERE, CALL, CALL, NOWHERE))
        .containsExactly(200, 404, 200, 200, 404);
  }

  @Test
  void anEmulationRequestIsAnsweredBeforeWhatCameBehindIt() throws Exception {
    String commands = "{\"node\":\"none\",\"session\":\"s\",\"data\":\"{}\"}";
    assertThat(statuses(2, post("/emulation", commands), CALL)).containsExactly(404, 200);
  }

  @Test
  void aMalformedRequestIsRefusedAfterTheAnswersToThoseBefore() throws Exception {
    assertThat(statuses(2, CALL, "neither this nor that\r\n\r\n")).containsExactly(200, 400);
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void aCallBehindARequestThatClosesIsNotMade() throws Exception {
    String last = "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assertThat(statuses(1, last, post("/api/publish", "{\"channel\":\"c\",\"data\":1}")))
        .containsExactly(404);
    assertThat(client.isEnded()).isTrue();
    assertThat(server.post("/api/history", "{\"channel\":\"c\",\"limit\":1}").body())
        .contains("\"offset\":0");
  }

  @Test
  void aWebSocketMayOpenBehindACall() throws Exception {
    client.write(CALL.getBytes(ISO_8859_1));
    // In the same read as the call, or after it: both have to do.
    String upgraded = client.upgrade("/connection/websocket");
    assertThat(upgraded).startsWith("HTTP/1.1 200");
    client.skip(RawClient.contentLength(upgraded));
    assertThat(client.readHead()).startsWith("HTTP/1.1 101");
    client.send("{\"id\":1,\"connect\":{}}");
    assertThat(client.read().text()).contains("\"connect\"");
  }
}
