package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that answers nothing before it is told to, and then everything. */
final class HangingBackend implements AutoCloseable {
  private final CountDownLatch hold = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  HangingBackend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          asked.incrementAndGet();
          try {
            hold.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] answer = "{\"result\":{\"data\":1}}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  /** The configuration of a server that asks it for each rpc. */
  String rpc() {
    return proxy("rpc");
  }

  /** The configuration of a server that asks it for each connection. */
  String connect() {
    return proxy("connect");
  }

  /** The configuration of a server that asks it for each subscription. */
  String subscribe() {
    return proxy("subscribe");
  }

  private String proxy(String kind) {
    return "proxy: {"
        + kind
        + ": {url: \"http://127.0.0.1:"
        + server.getAddress().getPort()
        + "/\", timeout: 1m}}\n";
  }

  /** How often it was asked. */
  int asked() {
    return asked.get();
  }

  void answer() {
    hold.countDown();
  }

  @Override
  public void close() {
    answer();
    server.stop(0);
    threads.close();
  }
}
