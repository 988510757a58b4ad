package dev.realtime.e2e.runbook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The team's application: answers RPC calls, and a health check, at an address that pods reach. */
final class Backend implements AutoCloseable {
  /** What a call does before it is answered; throws if it fails. */
  interface Work {
    void run() throws Exception;
  }

  static final Work NOTHING = () -> {};

  private final HttpServer server;
  private volatile Work work = NOTHING;
  private volatile Work health = NOTHING;
  private final AtomicInteger calls = new AtomicInteger();

  Backend(String host) throws IOException {
    server = HttpServer.create(new InetSocketAddress(host, 0), 128);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/rpc",
        exchange -> {
          calls.incrementAndGet();
          answer(exchange, work);
        });
    server.createContext("/health", exchange -> answer(exchange, health));
    server.start();
  }

  String url(String path) {
    return "http://"
        + server.getAddress().getHostString()
        + ":"
        + server.getAddress().getPort()
        + path;
  }

  /** How often it was called so far, health checks aside. */
  int calls() {
    return calls.get();
  }

  /** What calls do from now on; the health check stays good. */
  void does(Work calls) {
    does(calls, NOTHING);
  }

  /** What calls and the health check do from now on. */
  void does(Work calls, Work healthCheck) {
    work = calls;
    health = healthCheck;
  }

  static Work fails() {
    return () -> {
      throw new IllegalStateException("the application is broken");
    };
  }

  static Work takes(Duration time) {
    return () -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  private static void answer(HttpExchange exchange, Work work) throws IOException {
    int status = 200;
    String body = "{\"result\":{\"data\":{\"quote\":42}}}";
    exchange.getRequestBody().readAllBytes();
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      status = 500;
      body = "{\"failed\":true}";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
