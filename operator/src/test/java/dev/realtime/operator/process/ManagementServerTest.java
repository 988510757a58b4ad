package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private ManagementServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ManagementServer(0);
    server.get("/livez", () -> ManagementServer.Answer.probe(false, "informers do not watch"));
    server.get(
        "/guarded",
        (caller, authorization) ->
            caller.isLoopbackAddress() && "right".equals(authorization)
                ? Optional.empty()
                : Optional.of(new ManagementServer.Answer(401, "text/plain", "who are you?\n")),
        () -> ManagementServer.Answer.probe(true, "welcome"));
    server.get(
        "/broken",
        () -> {
          throw new IllegalStateException("secret detail");
        });
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void answersItsPathsAndNothingElse() throws Exception {
    assertThat(send("GET", "/livez").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/livez").body()).isEqualTo("informers do not watch\n");
    assertThat(send("HEAD", "/livez").statusCode()).isEqualTo(503);
    assertThat(send("POST", "/livez").statusCode()).isEqualTo(405);
    assertThat(send("GET", "/livez/deeper").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
  }

  @Test
  void aGuardedPathAnswersWhomTheGuardLetsIn() throws Exception {
    HttpResponse<String> stranger = send("GET", "/guarded");
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.body()).isEqualTo("who are you?\n");
    assertThat(stranger.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    HttpResponse<String> known = send("GET", "/guarded", "Authorization", "right");
    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(known.body()).isEqualTo("welcome\n");
  }

  @Test
  void anAnswerThatFailsTellsTheClientNothing() throws Exception {
    HttpResponse<String> answer = send("GET", "/broken");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret");
  }
}
