package dev.realtime.server.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.server.RawClient;
import dev.realtime.server.TestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which headers of a client's handshake each endpoint of the backend is given. */
class ProxiedHeadersTest {
  @TempDir Path directory;

  @Test
  void theEndpointThatRenewsSubscriptionsIsGivenTheHeadersThatItAloneAsksFor() throws Exception {
    Map<String, String> tenants = new ConcurrentHashMap<>();
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          String tenant = exchange.getRequestHeaders().getFirst("x-tenant");
          tenants.put(exchange.getRequestURI().getPath(), tenant == null ? "" : tenant);
          byte[] answer = "{\"result\":{\"expire_at\":1}}".getBytes(UTF_8);
          if (exchange.getRequestURI().getPath().equals("/subscribe")) {
            long soon = System.currentTimeMillis() / 1000 + 2;
            answer = ("{\"result\":{\"expire_at\":" + soon + "}}").getBytes(UTF_8);
          }
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    backend.start();
    String at = "http://127.0.0.1:" + backend.getAddress().getPort();
    String config =
        """
        auth: {anonymous: true}
        origins: ["*"]
        channels: {subscribeProxy: true}
        proxy:
          subscribe: {url: "%s/subscribe", headers: []}
          subRefresh: {url: "%s/renew", headers: [x-tenant]}
        """
            .formatted(at, at);
    try (TestServer server = TestServer.start(directory, config);
        RawClient client = RawClient.open(server.port(), "X-Tenant: blue")) {
      client.send("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(tenants).containsEntry("/renew", "blue"));
      assertThat(tenants).containsEntry("/subscribe", "");
    } finally {
      backend.stop(0);
    }
  }
}
