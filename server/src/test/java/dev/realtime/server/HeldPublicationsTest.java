package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.message.Command;
import dev.realtime.server.session.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publications that come while a subscription is being made. */
class HeldPublicationsTest {
  @TempDir Path directory;

  @Test
  void oneThatIsNoJsonClosesAJsonClientAsItWouldLater() {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN);
        TestClient client = server.client()) {
      client.connect();
      Session session = server.parts().registry().all().iterator().next();
      Command subscribe =
          new Command(
              2,
              new Command.Subscribe(
                  "a", "", false, "", 0, null, false, false, false, "", null, 0, 0));
      session.execute(
          () -> {
            session.onCommand(subscribe);
            // Delivered before the position is known, which takes two more turns.
            var _ =
                server
                    .parts()
                    .broker()
                    .publish(
                        PublishRequest.of(
                            "a", "no JSON".getBytes(UTF_8), null, HistoryOptions.NONE));
          });
      assertThat(client.closed()).startsWith("3506");
    }
  }
}
