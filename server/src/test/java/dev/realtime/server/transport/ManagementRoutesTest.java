package dev.realtime.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementRoutesTest {
  private final AtomicInteger drained = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(strings = {"10.244.0.7", "192.168.1.1", "2001:db8::1"})
  void nobodyFromOutsideThePodSendsClientsAway(String peer) {
    assertThat(drain(peer, HttpMethod.POST)).isEqualTo(403);
    assertThat(drained).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aPostFromThePodItselfDrains(String peer) {
    assertThat(drain(peer, HttpMethod.POST)).isEqualTo(202);
    assertThat(drained).hasValue(1);
  }

  @Test
  void aGetDrainsNothing() {
    assertThat(drain("127.0.0.1", HttpMethod.GET)).isEqualTo(405);
    assertThat(drained).hasValue(0);
  }

  private int drain(String peer, HttpMethod method) {
    // Health and metrics are not asked for /drain.
    EmbeddedChannel channel =
        new EmbeddedChannel(new ManagementRoutes(null, () -> "", drained::incrementAndGet)) {
          @Override
          protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(peer, 40_000);
          }
        };
    FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, "/drain");
    channel.writeInbound(request);
    FullHttpResponse response = channel.readOutbound();
    try {
      return response.status().code();
    } finally {
      response.release();
      channel.finishAndReleaseAll();
    }
  }
}
