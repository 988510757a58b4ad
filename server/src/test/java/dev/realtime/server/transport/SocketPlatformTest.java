package dev.realtime.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.TestClient;
import dev.realtime.server.TestServer;
import dev.realtime.server.config.ListenConfig.SocketKind;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketPlatformTest {
  @TempDir Path directory;

  @Test
  void takesTheBestThatWorksHere() {
    SocketKind best =
        IoUring.isAvailable()
            ? SocketKind.IO_URING
            : Epoll.isAvailable() ? SocketKind.EPOLL : SocketKind.NIO;
    assertThat(SocketPlatform.choose(SocketKind.AUTO).kind()).isEqualTo(best);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void servesOverEachKindOrSaysWhyItCannot(SocketKind kind) {
    boolean works =
        switch (kind) {
          case IO_URING -> IoUring.isAvailable();
          case EPOLL -> Epoll.isAvailable();
          case NIO, AUTO -> true;
        };
    String written = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    String config =
        TestServer.OPEN
            + "listen: {host: 127.0.0.1, port: 0, sockets: "
            + written
            + "}\nmanagement: {host: 127.0.0.1, port: 0}\n";
    if (!works) {
      assertThatThrownBy(() -> TestServer.start(directory, config))
          .hasMessageContaining("listen.sockets is " + written);
      return;
    }
    try (TestServer server = TestServer.start(directory, config);
        TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}").next();
      client.send("{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":1}}");
      assertThat(client.next()).contains("\"pub\"");
    }
  }
}
