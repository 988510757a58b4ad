package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client stays connected while the configuration turns what its calls meet on and off. */
class ProxySwitchTest {
  @TempDir Path directory;

  @Test
  void callsFollowTheConfigurationWhileTheClientStaysConnected() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/rpc",
        exchange -> {
          byte[] answer =
              ("{\"result\":{\"data\":" + asked.incrementAndGet() + "}}").getBytes(UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    backend.start();
    String url = "http://127.0.0.1:" + backend.getAddress().getPort() + "/rpc";
    try (TestServer server = TestServer.start(directory, TestServer.OPEN);
        TestClient client = server.client()) {
      client.connect();
      assertThat(call(client)).contains("\"error\":{\"code\":108");

      server.write("config.yaml", TestServer.OPEN + proxy(url, ""));
      awaitAnswer(client, "\"rpc\":{\"data\":");
      int before = asked.get();
      assertThat(call(client)).contains("\"data\":" + (before + 1));

      server.write(
          "config.yaml", TestServer.OPEN + proxy(url, ", cacheTtl: 1h, cacheMethods: [read]"));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> call(client).equals(call(client))); // the second one was not asked for

      server.write("config.yaml", TestServer.OPEN + proxy(url, ", breaker: open"));
      awaitAnswer(client, "\"error\":{\"code\":100");
      int whileOpen = asked.get();
      assertThat(call(client)).contains("\"temporary\":true");
      assertThat(asked).hasValue(whileOpen);
      assertThat(server.management("/metrics").body())
          .as("turned away on purpose is no failure")
          .containsPattern("realtime_requests_total\\{kind=\"rpc\",outcome=\"refused\"} [1-9]")
          .contains("realtime_requests_total{kind=\"rpc\",outcome=\"server_error\"} 0.0");

      server.write("config.yaml", TestServer.OPEN);
      awaitAnswer(client, "\"error\":{\"code\":108");
      assertThat(client.isOpen()).isTrue();
    } finally {
      backend.stop(0);
    }
  }

  private static String proxy(String url, String more) {
    return "proxy: {rpc: {url: \"" + url + "\", timeout: 1m" + more + "}}\n";
  }

  private static String call(TestClient client) {
    return client.send("{\"id\":2,\"rpc\":{\"method\":\"read\",\"data\":{}}}").next();
  }

  private static void awaitAnswer(TestClient client, String part) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(call(client)).contains(part));
  }
}
