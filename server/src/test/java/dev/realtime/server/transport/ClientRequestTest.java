package dev.realtime.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

class ClientRequestTest {
  private static final String HEADER = "X-Forwarded-For";

  private static String address(String... lines) {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    ChannelHandlerContext ctx = channel.pipeline().firstContext();
    FullHttpRequest http = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    for (String line : lines) {
      http.headers().add(HEADER, line);
    }
    try {
      return ClientRequest.of(http).clientAddress(ctx, HEADER);
    } finally {
      http.release();
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void aProxyThatAddsAnEntryIsBelieved() {
    assertThat(address("10.0.0.1")).isEqualTo("10.0.0.1");
    assertThat(address("1.1.1.1, 10.0.0.1")).isEqualTo("10.0.0.1");
  }

  @Test
  void aProxyThatAddsALineIsBelievedAndNotTheClientsOwn() {
    assertThat(address("1.1.1.1", "10.0.0.1")).isEqualTo("10.0.0.1");
    assertThat(address("1.1.1.1, 2.2.2.2", "3.3.3.3, 10.0.0.1")).isEqualTo("10.0.0.1");
  }

  @Test
  void withoutAnEntryItIsThePeers() {
    assertThat(address()).isEqualTo("unknown");
    assertThat(address("1.1.1.1, ")).isEqualTo("unknown");
    assertThat(address("1.1.1.1", "")).isEqualTo("unknown");
  }
}
