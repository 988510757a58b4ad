package dev.realtime.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** An application's backend: a real HTTP server that answers as the test says. */
final class TestBackend implements AutoCloseable {
  record Request(String method, Map<String, List<String>> headers, String body) {
    String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? "" : String.join("|", values);
    }
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  volatile UnaryOperator<String> answer = body -> "{\"result\":{}}";
  volatile CountDownLatch gate = new CountDownLatch(0);
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  TestBackend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          requests.add(
              new Request(
                  exchange.getRequestMethod(), Map.copyOf(exchange.getRequestHeaders()), body));
          try {
            gate.await();
          } catch (InterruptedException e) {
            exchange.close();
            return;
          }
          byte[] bytes = answer.apply(body).getBytes(UTF_8);
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  /** Settings with a timeout that a machine under load does not reach. */
  ProxySettings settings() {
    ProxySettings usual = ProxySettings.of(uri());
    return new ProxySettings(
        usual.endpoint(),
        Duration.ofMinutes(1),
        usual.headers(),
        usual.emulatedHeaders(),
        usual.staticHeaders(),
        usual.includeMeta(),
        usual.binary(),
        usual.concurrency(),
        usual.circuit(),
        usual.cache(),
        usual.statusRefusals());
  }

  Request last() {
    return requests.getLast();
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
    executor.shutdownNow();
  }
}
