package dev.realtime.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.auth.ManagementTokens;
import dev.realtime.server.config.ManagementConfig;
import dev.realtime.server.health.Health;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementRoutesTest {
  private final AtomicInteger drained = new AtomicInteger();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"10.244.0.7", "192.168.1.1", "2001:db8::1"})
  void nobodyFromOutsideThePodSendsClientsAway(String peer) throws Exception {
    assertThat(drain(peer, HttpMethod.POST)).isEqualTo(403);
    assertThat(drained).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aPostFromThePodItselfDrains(String peer) throws Exception {
    assertThat(drain(peer, HttpMethod.POST)).isEqualTo(202);
    assertThat(drained).hasValue(1);
  }

  @Test
  void aGetDrainsNothing() throws Exception {
    assertThat(drain("127.0.0.1", HttpMethod.GET)).isEqualTo(405);
    assertThat(drained).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics, , 401",
    "/metrics, Bearer wrong, 401",
    "/metrics, Bearer the-token, 200",
    "/metrics, Bearer the-one-before, 200",
    "/metrics?name=a, , 401",
    "/health, , 401",
    "/health, Bearer the-token, 200",
    "/anything, , 401",
    "/anything, Bearer the-token, 404",
    "/livez, , 200",
    "/readyz, , 200",
  })
  void fromOutsideThePodAllButTheProbesNeedsTheToken(String path, String header, int status)
      throws Exception {
    assertThat(status("10.244.0.7", HttpMethod.GET, path, header, tokens())).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void fromThePodItselfNoneIsNeeded(String peer) throws Exception {
    assertThat(status(peer, HttpMethod.GET, "/metrics", null, tokens())).isEqualTo(200);
    assertThat(status(peer, HttpMethod.GET, "/health", null, tokens())).isEqualTo(200);
  }

  @Test
  void withoutATokenEverybodyReads() throws Exception {
    assertThat(status("10.244.0.7", HttpMethod.GET, "/metrics", null, none())).isEqualTo(200);
  }

  @Test
  void aTokenFromOutsideDrainsNothing() throws Exception {
    assertThat(status("10.244.0.7", HttpMethod.POST, "/drain", "Bearer the-token", tokens()))
        .isEqualTo(403);
    assertThat(drained).hasValue(0);
  }

  @Test
  void whoIsTurnedAwayIsToldWhatToSend() throws Exception {
    ask(
        "10.244.0.7",
        HttpMethod.GET,
        "/metrics",
        null,
        tokens(),
        response -> {
          assertThat(response.headers().get("WWW-Authenticate")).startsWith("Bearer");
          assertThat(response.content().toString(StandardCharsets.UTF_8))
              .hasLineCount(1)
              .contains("Authorization: Bearer", "NAME-management-token");
          return response;
        });
  }

  private ManagementTokens tokens() throws Exception {
    return ManagementTokens.load(
        new ManagementConfig(
            "0.0.0.0",
            9004,
            Files.writeString(directory.resolve("token"), "the-token"),
            Files.writeString(directory.resolve("previous"), "the-one-before")),
        null);
  }

  private static ManagementTokens none() throws Exception {
    return ManagementTokens.load(new ManagementConfig("0.0.0.0", 9004, null, null), null);
  }

  private int drain(String peer, HttpMethod method) throws Exception {
    return status(peer, method, "/drain", null, none());
  }

  private int status(
      String peer, HttpMethod method, String path, String header, ManagementTokens tokens) {
    return ask(peer, method, path, header, tokens, response -> response.status().code());
  }

  private <T> T ask(
      String peer,
      HttpMethod method,
      String path,
      String header,
      ManagementTokens tokens,
      Function<FullHttpResponse, T> read) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ManagementRoutes(
                new Health(Clock.systemUTC()), () -> "", () -> tokens, drained::incrementAndGet)) {
          @Override
          protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(peer, 40_000);
          }
        };
    FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, path);
    if (header != null) {
      request.headers().set("Authorization", header);
    }
    channel.writeInbound(request);
    FullHttpResponse response = channel.readOutbound();
    try {
      return read.apply(response);
    } finally {
      response.release();
      channel.finishAndReleaseAll();
    }
  }
}
