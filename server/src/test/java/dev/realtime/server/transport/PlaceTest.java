package dev.realtime.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.TestServer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The place of a client that was admitted is given back, whatever goes wrong after that. */
class PlaceTest {
  private static final String ADDRESS = "unknown"; // of a channel without a socket

  @TempDir Path directory;

  @Test
  void aClientWhoseSessionCannotBeMadeLeavesItsPlaceToTheNext() {
    try (TestServer server =
        TestServer.start(directory, TestServer.OPEN + "limits: {connectionsPerIp: 1}\n")) {
      ClientRoutes whole = server.routes();
      ClientRoutes routes =
          new ClientRoutes(
              whole.services(),
              whole.flows(),
              whole.admission(),
              whole.gate(),
              whole.bodies(),
              whole.health(),
              _ -> {
                assertThat(whole.admission().admit(ADDRESS))
                    .as("its place is taken")
                    .isInstanceOf(Admission.Refusal.class);
                throw new IllegalStateException("fails on purpose");
              },
              whole.origins(),
              whole.api(),
              whole.emulation(),
              whole.compressing());
      EmbeddedChannel channel = new EmbeddedChannel();
      RequestAssembler requests =
          new RequestAssembler(
              request -> Router.allowance(routes, request), BodyMemory.unbounded(), 60_000);
      channel.pipeline().addLast(requests, new Router(routes, requests));
      channel.writeInbound(upgrade());
      channel.runPendingTasks();
      assertThat(channel.isOpen()).isFalse();
      assertThat(whole.admission().admit(ADDRESS)).isInstanceOf(Admission.Place.class);
      channel.finishAndReleaseAll();
    }
  }

  private static FullHttpRequest upgrade() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, Router.WEBSOCKET);
    request
        .headers()
        .set("Upgrade", "websocket")
        .set("Connection", "Upgrade")
        .set("Sec-WebSocket-Version", "13")
        .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    return request;
  }
}
