package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server subscribes a client while the backend is asked for the client's own subscribe. */
class SubscribeRaceTest {
  @TempDir Path directory;

  @Test
  void theServersSubscriptionStaysTheOnlyOne() throws Exception {
    try (HangingBackend backend = new HangingBackend();
        TestServer server =
            TestServer.start(
                directory,
                "auth: {anonymous: true}\napi: {insecure: true}\n"
                    + "channels: {subscribeProxy: true}\n"
                    + backend.subscribe());
        TestClient client = server.client()) {
      String id = client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}");
      await().until(() -> backend.asked() == 1);
      String target = "{\"user\":\"\",\"client\":\"" + id + "\",\"channel\":\"a\"}";
      server.post("/api/subscribe", target);
      assertThat(client.next()).contains("\"push\"", "\"subscribe\"");

      backend.answer();
      assertThat(client.next()).contains("\"id\":2,\"error\":{\"code\":105");
      assertThat(server.parts().hub().subscribers("a")).isEqualTo(1);
      server.publish("a", "1");
      assertThat(client.next()).contains("\"pub\"");

      server.post("/api/unsubscribe", target);
      assertThat(client.next()).contains("\"unsubscribe\"");
      assertThat(server.parts().hub().subscribers("a")).isZero();
    }
  }
}
