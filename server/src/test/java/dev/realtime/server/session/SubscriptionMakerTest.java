package dev.realtime.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.TestClient;
import dev.realtime.server.TestServer;
import dev.realtime.server.config.ChannelOptions;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriptionMakerTest {
  @TempDir Path directory;

  @Test
  void aLossBetweenPositionAndAnswerIsToldOnceTheAnswerIsOut() {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN);
        TestClient client = server.client()) {
      Session session = server.session(client.connect());
      session.execute(() -> subscribeWithLoss(session));
      assertThat(client.closed()).isEqualTo("3010 insufficient state");
    }
  }

  /** As when one of a connect command's channels is lost while the others are being made. */
  private static void subscribeWithLoss(Session session) {
    ChannelOptions options = Objects.requireNonNull(session.live().rules().options("a"));
    SubscriptionMaker maker = new SubscriptionMaker(session.services());
    maker.prepare(
        session,
        new SubscriptionMaker.Order("a", options, Grant.PLAIN, true, null, null),
        (prepared, _) -> {
          var made = Objects.requireNonNull(prepared);
          made.subscription().onInsufficientState();
          maker.complete(session, made);
        });
  }
}
