package dev.realtime.e2e.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The application's backend that the servers' proxies ask. */
final class AppBackend implements AutoCloseable {
  /** Questions that are answered with 500, before one is answered well. */
  private final AtomicInteger failures = new AtomicInteger();

  private final HttpServer server;

  AppBackend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/rpc", this::rpc);
    server.createContext("/subscribe", exchange -> answer(exchange, "{\"result\":{}}"));
    server.start();
  }

  /** Returns the servers' configuration about it. */
  String proxies() {
    String home = "http://127.0.0.1:" + server.getAddress().getPort();
    return """
        proxy:
          rpc: {url: "%s/rpc", timeout: 10s, breaker: "off"}
          subscribe: {url: "%s/subscribe", timeout: 10s, breaker: "off"}
        """
        .formatted(home, home);
  }

  /** Fails so many questions from now on. */
  void failNext(int questions) {
    failures.set(questions);
  }

  private void rpc(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    answer(
        exchange,
        asked.contains("\"method\":\"forbidden\"")
            ? "{\"error\":{\"code\":1042,\"message\":\"not on Sundays\"}}"
            : "{\"result\":{\"data\":{\"sum\":42}}}");
  }

  private void answer(HttpExchange exchange, String json) throws IOException {
    exchange.getRequestBody().readAllBytes();
    boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    byte[] bytes = json.getBytes(UTF_8);
    exchange.sendResponseHeaders(fails ? 500 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
