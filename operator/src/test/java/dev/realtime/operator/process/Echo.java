package dev.realtime.operator.process;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Partners that fail, and repeat in their answers all that they were told. */
final class Echo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Echo.class);

  private final HttpServer http;
  private final ServerSocket redis;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  Echo() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    http = HttpServer.create(new InetSocketAddress(here, 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String told = exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet();
            seen.add(told);
            byte[] body = told.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    http.start();
    redis = new ServerSocket(0, 50, here);
    Thread.ofVirtual().start(this::accept);
  }

  int http() {
    return http.getAddress().getPort();
  }

  /** Like a Redis that knows no command: it says which one, with its arguments. */
  int redis() {
    return redis.getLocalPort();
  }

  /** Everything that it was told. */
  String told() {
    return String.join("\n", seen);
  }

  private void accept() {
    while (!redis.isClosed()) {
      try {
        Socket client = redis.accept();
        Thread.ofVirtual().start(() -> refuse(client));
      } catch (IOException e) {
        LOG.debug("No longer listening", e);
      }
    }
  }

  private void refuse(Socket client) {
    try (client) {
      var in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      // A client of PostgreSQL, which asks here too, speaks something else and is hung up on.
      while (line != null && line.startsWith("*")) {
        int words = Integer.parseInt(line.substring(1));
        StringBuilder command = new StringBuilder();
        for (int i = 0; i < words; i++) {
          in.readLine();
          command.append('`').append(in.readLine()).append("`, ");
        }
        seen.add(command.toString());
        client
            .getOutputStream()
            .write(
                ("-ERR command not allowed, with args beginning with: " + command + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        line = in.readLine();
      }
    } catch (IOException e) {
      LOG.debug("The client is gone", e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
    try {
      redis.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
