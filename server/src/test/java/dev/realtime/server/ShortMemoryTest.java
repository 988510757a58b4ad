package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills the memory of this process, and so goes by itself. */
class ShortMemoryTest {
  @TempDir Path directory;

  @Test
  void memoryThatRunsShortIsSaidAndNewClientsAreRefusedUntilItIsBack() throws Exception {
    try (TestServer server =
        TestServer.start(directory, TestServer.OPEN + "limits: {shedMemory: 0.6}\n")) {
      List<byte[]> hog = new ArrayList<>();
      long heap = Runtime.getRuntime().maxMemory();
      while ((hog.size() * (8L << 20)) < heap * 0.7) {
        hog.add(new byte[8 << 20]);
      }
      System.gc(); // what lives long counts
      awaitReadiness(server, 503);
      assertThat(server.management("/health").body()).contains("memory is short");
      try (RawClient client = RawClient.connect(server.port())) {
        assertThat(client.upgrade("/connection/websocket"))
            .startsWith("HTTP/1.1 503")
            .contains("Retry-After: ");
      }
      assertThat(server.management("/metrics").body())
          .as("turned away on purpose is no failure")
          .contains("realtime_requests_total{kind=\"handshake\",outcome=\"refused\"} 1.0")
          .contains("realtime_requests_total{kind=\"handshake\",outcome=\"server_error\"} 0.0");
      hog.clear();
      System.gc();
      awaitReadiness(server, 200);
    }
  }

  private static void awaitReadiness(TestServer server, int status) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> assertThat(server.management("/readyz").statusCode()).isEqualTo(status));
  }
}
