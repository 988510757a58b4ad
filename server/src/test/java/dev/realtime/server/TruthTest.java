package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.loop.LoopContext;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Breaks one thing after the other, and looks whether the server says so. */
@Execution(ExecutionMode.CONCURRENT)
class TruthTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path directory;

  private TestServer start(String more) {
    return TestServer.start(directory, TestServer.OPEN + more);
  }

  private static void awaitStatus(TestServer server, String probe, int status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(server.management(probe).statusCode()).isEqualTo(status));
  }

  @Test
  void aServerThatHangsSaysSoByItselfAndRecoversByItself() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    try (TestServer server = start("")) {
      assertThat(server.management("/livez").statusCode()).isEqualTo(200);
      for (LoopContext context : server.parts().contexts()) {
        context.loop().execute(() -> block(hold));
      }
      server.parts().timer().execute(() -> block(hold));
      // The management port has a loop of its own, or nobody could answer.
      awaitStatus(server, "/livez", 503);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(server.management("/livez").body())
                      .contains("event loops have not turned for 10 s")
                      .contains("housekeeping threads have not turned for 10 s"));
      assertThat(server.management("/readyz").statusCode()).isEqualTo(503);
      assertThat(server.management("/metrics").statusCode()).isEqualTo(200);
      hold.countDown();
      awaitStatus(server, "/livez", 200);
      awaitStatus(server, "/readyz", 200);
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
    } finally {
      hold.countDown();
    }
  }

  private static void block(CountDownLatch hold) {
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void socketsThatNeverBecomeClientsAreBounded() throws Exception {
    try (TestServer server = start("limits: {handshakes: 16}\n")) {
      List<RawClient> silent = new ArrayList<>();
      try {
        for (int i = 0; i < 16; i++) {
          silent.add(RawClient.connect(server.port()));
        }
        await()
            .atMost(PATIENCE)
            .until(() -> server.management("/metrics").body().contains("handshakes_open 16.0"));
        try (RawClient refused = RawClient.connect(server.port())) {
          assertThat(refused.isEnded()).isTrue();
        }
        assertThat(server.management("/metrics").body())
            .contains("realtime_rejected_total{reason=\"handshakes\"} 1.0");
        assertThat(server.management("/livez").statusCode()).isEqualTo(200);
        // One of them becomes a client, and makes room.
        assertThat(silent.getFirst().upgrade("/connection/websocket")).startsWith("HTTP/1.1 101");
        try (RawClient next = RawClient.connect(server.port())) {
          assertThat(next.upgrade("/connection/websocket")).startsWith("HTTP/1.1 101");
        }
      } finally {
        for (RawClient client : silent) {
          client.close();
        }
      }
    }
  }

  @Test
  void whatNeedsARestartStaysAsItIsAndTheRestIsReloaded() throws Exception {
    try (TestServer server = start("client: {pingInterval: 30s}\n")) {
      server.write(
          "config.yaml",
          TestServer.OPEN + "client: {pingInterval: 40s}\nlimits: {connections: 7}\n");
      await().atMost(PATIENCE).until(() -> server.parts().config().limits().connections() == 7);
      assertThat(server.parts().config().client().pingInterval())
          .isEqualTo(Duration.ofSeconds(30)); // clients were told 30 s
    }
  }

  @Test
  void aReloadWithKeysThatCannotBeUsedChangesNothingAtAll() throws Exception {
    Path key = Files.writeString(directory.resolve("secret"), "too short");
    try (TestServer server = start("")) {
      server.write(
          "config.yaml",
          TestServer.OPEN.replace("{anonymous: true}", "{hmacSecretFile: " + key + "}")
              + "limits: {connections: 7}\n");
      server.write("MAINTENANCE_MODE", "true"); // looked at after the configuration
      await().atMost(PATIENCE).until(() -> server.parts().maintenance().on());
      assertThat(server.parts().config().limits().connections()).isEqualTo(50_000);
      assertThat(server.parts().config().auth().anonymous()).isTrue();
    }
  }

  @Test
  void maintenanceThatIsOnMayBeChangedFromKeepToDrain() throws Exception {
    try (TestServer server = start("maintenance: {existing: keep}\n");
        TestClient client = server.client()) {
      client.connect();
      server.write("MAINTENANCE_MODE", "true");
      await().atMost(PATIENCE).until(() -> server.parts().maintenance().on());
      assertThat(client.isOpen()).isTrue();
      server.write(
          "config.yaml", TestServer.OPEN + "maintenance: {existing: drain, drainWindow: 1s}\n");
      assertThat(client.closed()).isEqualTo("3001 shutdown");
    }
  }

  @Test
  void aStartWithASwitchThatIsNeitherOnNorOffIsRefused() throws IOException {
    Files.writeString(directory.resolve("MAINTENANCE_MODE"), "maybe");
    Server.StartException refusal =
        catchThrowableOfType(
            Server.StartException.class,
            () -> Server.start(new ServerOptions(null, directory, false, Map.of())));
    assertThat(refusal).hasMessageContaining("MAINTENANCE_MODE says 'maybe'; write true or false");
  }

  @Test
  void healthNamesWhatWasMeasured() throws Exception {
    try (TestServer server = start("")) {
      HttpResponse<String> health = server.management("/health");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body())
          .contains("\"event-loops\"", "\"housekeeping\"", "\"drain\"", "\"room\"", "\"memory\"")
          .contains("\"broker\"", "\"maintenance\"");
    }
  }
}
