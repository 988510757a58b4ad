package dev.realtime.operator.process;

import dev.realtime.operator.Main;
import dev.realtime.operator.cluster.ApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operator as users run it: a process of its own, told by its environment. */
final class OperatorProgram implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Process process;
  private final int port;
  private final Path log;

  OperatorProgram(Map<String, String> environment) throws IOException {
    port = freePort();
    log = Files.createTempFile("operator", ".log");
    Map<String, String> all = new HashMap<>(environment);
    all.put("KUBECONFIG", ApiServer.running().kubeconfig().toString());
    all.put("REALTIME_SERVER_IMAGE", "realtime.dev/server:test");
    all.put("REALTIME_REDIS_IMAGE", "realtime.dev/redis:test");
    all.put("MANAGEMENT_PORT", Integer.toString(port));
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(all);
    process = builder.start();
  }

  /** Where its management port is. */
  URI management() {
    return URI.create("http://127.0.0.1:" + port);
  }

  static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** What the readiness probe says: leading, standing by, or that there is no answer. */
  String says() {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                  .timeout(Duration.ofSeconds(2))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body()
          .strip();
    } catch (IOException e) {
      return "no answer: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** SIGTERM, as Kubernetes sends it. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL: nothing is tidied up. */
  void kill() {
    process.destroyForcibly();
  }

  /** SIGSTOP: it is there, and does nothing. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT: it goes on where it was. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException(
          "kill -%s %d: status %d".formatted(name, process.pid(), kill.exitValue()));
    }
  }

  /** Its exit code, or null while it runs. */
  Integer exitCode() {
    return process.isAlive() ? null : process.exitValue();
  }

  /** What it has logged. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
