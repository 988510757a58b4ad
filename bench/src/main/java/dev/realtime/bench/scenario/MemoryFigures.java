package dev.realtime.bench.scenario;

import dev.realtime.bench.target.RealtimeServer;
import dev.realtime.bench.target.RunningTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Where memory is: of any target as the system sees it, of our own server as it says itself. */
final class MemoryFigures {
  private static final double MIB = 1 << 20;

  /** Pages of the kernel, in which it counts what sockets hold. */
  private static final int PAGE_BYTES = 4096;

  private MemoryFigures() {}

  /** Of the target alone. */
  static Map<String, Double> of(RunningTarget target) throws IOException, InterruptedException {
    Map<String, Double> figures = new TreeMap<>();
    figures.put(Metric.RSS, target.facts().memory().rssKib() / 1024.0);
    if (target.name().equals("realtime")) {
      Map<String, Double> metrics = scrape(target.endpoint().ports().getFirst());
      figures.put(Metric.HEAP, mebibytes(metrics, "jvm_memory_used_bytes{area=\"heap\""));
      figures.put(Metric.DIRECT, mebibytes(metrics, "realtime_direct_memory_bytes"));
      figures.put(Metric.QUEUED, mebibytes(metrics, "realtime_client_queue_bytes"));
      figures.put(Metric.QUEUES_HELD, mebibytes(metrics, "realtime_client_queue_held_bytes"));
    }
    return figures;
  }

  /** What the kernel's sockets hold besides, of the whole machine: where no other target runs. */
  static Map<String, Double> withSockets(RunningTarget target)
      throws IOException, InterruptedException {
    Map<String, Double> figures = of(target);
    figures.put(Metric.SOCKETS, socketPages() * PAGE_BYTES / MIB);
    return figures;
  }

  /** What a collection of the whole heap leaves, MiB; of our own server only. */
  static OptionalDouble liveHeap(RunningTarget target) throws IOException, InterruptedException {
    return target.name().equals("realtime")
        ? OptionalDouble.of(target.liveHeapBytes() / MIB)
        : OptionalDouble.empty();
  }

  private static double mebibytes(Map<String, Double> metrics, String name) {
    Double bytes = metrics.get(name);
    if (bytes == null) {
      throw new IllegalStateException("the server has no metric " + name);
    }
    return bytes / MIB;
  }

  /** What all TCP sockets of this machine hold, those of the load's own included. */
  private static double socketPages() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/net/sockstat")).stream()
            .filter(each -> each.startsWith("TCP:"))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(line.substring(line.indexOf("mem ") + 4).strip());
  }

  /** Sums of the metrics by name; those of memory areas by area. */
  private static Map<String, Double> scrape(int clientPort)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/metrics".formatted(clientPort + RealtimeServer.MANAGEMENT_PORTS));
    Map<String, Double> sums = new TreeMap<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      answer
          .body()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                int space = line.lastIndexOf(' ');
                int comma = line.indexOf(',');
                int end = comma > 0 && comma < space ? comma : space;
                sums.merge(
                    line.substring(0, end),
                    Double.parseDouble(line.substring(space + 1)),
                    Double::sum);
              });
    }
    return sums;
  }
}
