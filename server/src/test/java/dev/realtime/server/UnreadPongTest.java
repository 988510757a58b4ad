package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadPongTest {
  @TempDir Path directory;

  /** Nothing is read from a client with too many commands under way, its pongs included. */
  @Test
  void aClientThatWaitsForASlowBackendIsNotTakenForDeadAndItsPongsAreNotTooMany() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          byte[] answer = "{\"result\":{\"data\":1}}".getBytes(UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    backend.start();
    String url = "http://127.0.0.1:" + backend.getAddress().getPort() + "/";
    try (TestServer server =
            TestServer.start(
                directory,
                TestServer.OPEN
                    + "client: {pingInterval: 1s, pongTimeout: 900ms}\n"
                    + "limits: {pendingCommands: 1}\n"
                    + "proxy: {rpc: {url: \"%s\", timeout: 1m}}\n".formatted(url));
        TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"rpc\":{\"method\":\"m\",\"data\":{}}}");
      for (int i = 0; i < 4; i++) {
        assertThat(client.nextRaw()).isEqualTo("{}");
        client.send("{}");
      }
      slow.countDown();
      assertThat(client.next()).contains("\"id\":2,\"rpc\"");
      client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"x\"}}");
      assertThat(client.next()).contains("\"id\":3");
    } finally {
      slow.countDown();
      backend.stop(0);
    }
  }
}
