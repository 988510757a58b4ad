package dev.realtime.operator.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves probes and metrics over HTTP. */
public final class ManagementServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

  private static final int UNAUTHORIZED = 401;

  private final HttpServer http;

  /**
   * An answer.
   *
   * @param status HTTP status
   * @param contentType of the body
   * @param body text
   */
  public record Answer(int status, String contentType, String body) {
    /** A probe's answer: 200 or 503, with a line of text. */
    public static Answer probe(boolean good, String text) {
      return new Answer(good ? 200 : 503, "text/plain; charset=utf-8", text + "\n");
    }
  }

  /**
   * Listens; serves nothing until {@link #get} was called.
   *
   * @param port 0 for any free one
   * @throws IOException if the port is taken
   */
  public ManagementServer(int port) throws IOException {
    http = HttpServer.create(new InetSocketAddress(port), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.start();
  }

  /** Who is answered. */
  public interface Guard {
    /** Everybody. */
    Guard NONE = (_, _) -> Optional.empty();

    /**
     * Decides about one request; may block.
     *
     * @param caller where it comes from
     * @param authorization header; null if there is none
     * @return what is answered in place of what was asked for; empty: the caller is let in
     */
    Optional<Answer> refuse(InetAddress caller, @Nullable String authorization);
  }

  /** Answers GET and HEAD of exactly this path, to everybody. */
  public void get(String path, Supplier<Answer> answer) {
    get(path, Guard.NONE, answer);
  }

  /** Answers GET and HEAD of exactly this path, to whom the guard lets in. */
  public void get(String path, Guard guard, Supplier<Answer> answer) {
    http.createContext(path, exchange -> serve(exchange, path, guard, answer));
  }

  /** Hands everything below this path to a handler. */
  public void handle(String prefix, HttpHandler handler) {
    http.createContext(prefix, handler);
  }

  private static void serve(
      HttpExchange exchange, String path, Guard guard, Supplier<Answer> answer) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        send(exchange, new Answer(404, "text/plain", "not found\n"));
      } else if (!exchange.getRequestMethod().equals("GET")
          && !exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, new Answer(405, "text/plain", "method not allowed\n"));
      } else {
        send(exchange, answer(path, () -> guarded(exchange, guard, answer)));
      }
    }
  }

  private static Answer guarded(HttpExchange exchange, Guard guard, Supplier<Answer> answer) {
    return guard
        .refuse(
            exchange.getRemoteAddress().getAddress(),
            exchange.getRequestHeaders().getFirst("Authorization"))
        .orElseGet(answer);
  }

  private static Answer answer(String path, Supplier<Answer> answer) {
    try {
      return answer.get();
    } catch (RuntimeException e) {
      log.error("Cannot answer {}", path, e);
      return new Answer(500, "text/plain", "internal error; see the operator's log\n");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    if (answer.status() == UNAUTHORIZED) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"realtime-operator\"");
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  /** The port it listens on. */
  public int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
