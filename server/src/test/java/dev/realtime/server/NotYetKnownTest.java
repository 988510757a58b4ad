package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotYetKnownTest {
  @TempDir Path directory;

  @Test
  void aClientIsNoAnonymousOneBeforeItIsKnownWhoItIs() throws Exception {
    try (HangingBackend backend = new HangingBackend();
        TestServer server = TestServer.start(directory, TestServer.OPEN + backend.connect());
        TestClient client = server.client()) {
      client.send("{\"id\":1,\"connect\":{}}");
      await().until(() -> backend.asked() == 1);
      var registry = server.parts().registry();
      String id = registry.all().iterator().next().id();
      assertThat(registry.find("", "", "")).isEmpty();
      assertThat(registry.find("", id, "")).isEmpty();
      assertThat(server.post("/api/disconnect", "{\"user\":\"\"}").body()).contains("result");
      backend.answer();
      assertThat(client.next()).contains("\"connect\":");
      assertThat(registry.find("", "", "")).hasSize(1);
      assertThat(registry.find("", id, "")).hasSize(1);
      server.post("/api/disconnect", "{\"user\":\"\"}");
      assertThat(client.closed()).startsWith("3503");
    }
  }
}
