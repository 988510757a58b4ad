package dev.realtime.e2e.sdk;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import dev.realtime.e2e.cluster.sys.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged server as a process of its own, with channels of each kind. */
final class ServerProcess implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;
  private final int port;
  private final int managementPort;

  private ServerProcess(Process process, Path log, int port, int managementPort) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.managementPort = managementPort;
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param work for configuration and log
   * @param more the configuration's part about broker and backend
   */
  static ServerProcess start(Directories directories, Path work, String more) throws IOException {
    int port = freePort();
    int managementPort = freePort();
    Path config = Files.createDirectories(work.resolve("config"));
    Path secret = Files.writeString(config.resolve("secret"), Jwt.SECRET);
    Files.writeString(
        config.resolve("config.yaml"),
        """
        listen: {host: 127.0.0.1, port: %d}
        management: {host: 127.0.0.1, port: %d}
        %s
        auth: {anonymous: true, hmacSecretFile: "%s", refreshGrace: 1s}
        api: {insecure: true}
        origins: ["*"]
        limits: {recoveryPublications: 20000, channelsPerClient: 10}
        channels:
          allowSubscribe: anyone
          allowPublish: anyone
        namespaces:
          - name: chat
            allowSubscribe: anyone
            allowPublish: subscriber
            historySize: 20000
            historyTtl: 5m
            recovery: true
            presence: true
            joinLeave: true
          - name: latest
            allowSubscribe: anyone
            historySize: 10
            historyTtl: 5m
            recovery: true
            recoveryMode: cache
          - name: document
            allowSubscribe: anyone
            historySize: 100
            historyTtl: 5m
            recovery: true
            delta: true
          - name: brief
            allowSubscribe: anyone
            historySize: 10
            historyTtl: 500ms
            historyMetaTtl: 500ms
            recovery: true
          - name: slow
            allowSubscribe: anyone
            allowPublish: anyone
            publishRate: 1
          - name: token
          - name: asked
            subscribeProxy: true
        """
            .formatted(port, managementPort, more, secret));
    Path target = directories.project().resolve("server/target");
    if (!Files.isDirectory(target.resolve("lib"))) {
      throw new IllegalStateException(
          "The server is not packaged; run ./mvnw package -DskipTests -pl server -am");
    }
    Path log = work.resolve("server.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jar(target) + ":" + target.resolve("lib") + "/*",
                "dev.realtime.server.Main",
                "serve",
                "--config-dir",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ServerProcess server = new ServerProcess(process, log, port, managementPort);
    server.awaitReady();
    return server;
  }

  /** Returns host and port for clients. */
  String authority() {
    return "127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** Calls the server API, and fails unless that succeeds. */
  void api(String method, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + authority() + "/api/" + method))
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String answer = http.send(request, BodyHandlers.ofString()).body();
      if (!answer.contains("\"result\"")) {
        throw new IllegalStateException(method + " " + json + ": " + answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The server API does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while calling the server API", e);
    }
  }

  /** Sends SIGTERM and waits for the end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("The server did not end after SIGTERM:\n" + output());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  String output() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + log, e);
    }
  }

  private void awaitReady() {
    HttpRequest readiness =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/readyz"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      await("the server's readiness")
          .atMost(READY)
          .pollInterval(Duration.ofMillis(50))
          .failFast("the server ended; see the cause", this::requireAlive)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> http.send(readiness, BodyHandlers.discarding()).statusCode(), is(200));
    }
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("The server ended:\n" + output());
    }
  }

  private static Path jar(Path target) throws IOException {
    try (var files = Files.newDirectoryStream(target, "realtime-server-*.jar")) {
      return files.iterator().next();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
