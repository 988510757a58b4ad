package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client sends along with a connect command for which it is closed. */
class RefusedConnectTest {
  private static final String PUBLISH =
      "{\"id\":2,\"publish\":{\"channel\":\"news\",\"data\":\"unwanted\"}}";

  @TempDir Path directory;
  private TestTokens tokens;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    tokens = new TestTokens(directory);
    server =
        TestServer.start(
            directory,
            """
            auth: {hmacSecretFile: %s}
            api: {insecure: true}
            limits: {connectionsPerUser: 1}
            channels: {historySize: 10, historyTtl: 1m, allowPublish: anyone}
            """
                .formatted(tokens.secretFile()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String connect(String token) {
    return "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}";
  }

  private void assertNothingWasPublished() throws Exception {
    assertThat(server.post("/api/history", "{\"channel\":\"news\",\"limit\":10}").body())
        .contains("\"publications\":[]");
  }

  @Test
  void isNotDoneAfterAnInvalidToken() throws Exception {
    try (TestClient client = server.client()) {
      client.send(connect(tokens.connection("ann", 60) + "x"), PUBLISH);
      assertThat(client.closed()).isEqualTo("3500 invalid token");
      assertNothingWasPublished();
    }
  }

  @Test
  void isNotDoneForAUserWithTooManyConnections() throws Exception {
    try (TestClient first = server.client();
        TestClient second = server.client()) {
      first.send(connect(tokens.connection("ann", 60))).next();
      second.send(connect(tokens.connection("ann", 60)), PUBLISH);
      assertThat(second.closed()).isEqualTo("3504 connection limit");
      assertNothingWasPublished();
    }
  }
}
