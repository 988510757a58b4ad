package dev.realtime.e2e.scale;

import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One operator as a process, seen from outside: {@code /proc} and its own metrics.
 *
 * @param process that runs it
 * @param port of its metrics
 */
record OperatorUnderLoad(Process process, int port) {
  private static final String DONE = "operator_sdk_reconciliations_success";
  private static final String LEADING = "realtime_operator_leading";

  /** One for all questions: a start is over before a new one is made. */
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final double TICKS_PER_SECOND = 100;
  private static final double KIBIBYTES = 1024;
  private static final int UTIME = 11;

  /** How many reconciles have succeeded; 0 while it does not answer. */
  double reconciled() {
    return metric(DONE);
  }

  /** Whether it reconciles; false while it does not answer. */
  boolean leads() {
    return metric(LEADING) > 0;
  }

  /** The sum of the metrics whose names begin so; 0 while it does not answer. */
  private double metric(String name) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
              .timeout(Duration.ofSeconds(10))
              .build();
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      if (!process.isAlive()) {
        throw new ClusterException("The operator ended", e);
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted", e);
    }
  }

  /** Seconds of processor time since its start. */
  double processorSeconds() {
    String stat = read("stat");
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Double.parseDouble(fields.get(UTIME)) + Double.parseDouble(fields.get(UTIME + 1)))
        / TICKS_PER_SECOND;
  }

  /** A line of {@code /proc/PID/status} in MiB, such as VmRSS. */
  double mebibytes(String name) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIBIBYTES)
        .findFirst()
        .orElseThrow(() -> new ClusterException("The kernel tells no " + name));
  }

  /** Ends it as the kubelet does, and waits. */
  void end() {
    process.destroy();
    Await.until(
        Duration.ofSeconds(60), () -> !process.isAlive(), () -> "The operator does not end");
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException e) {
      throw new UncheckedIOException("The operator is gone", e);
    }
  }
}
