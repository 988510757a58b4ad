package dev.realtime.e2e.scale;

import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.scale.StartReport.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts an operator again and again, with and without AOT cache and compact object headers.
 *
 * @param cluster started, and stopped in the end, by the caller
 * @param project root of the source tree, with everything packaged
 * @param imageOptions JVM options of the image
 * @param progress to tell
 */
public record OperatorStarts(
    SimulatedCluster cluster, Path project, List<String> imageOptions, Progress progress) {
  /** From leading to the look at its memory. */
  static final Duration REST = Duration.ofSeconds(10);

  static final int STARTS_OF_EACH = 3;

  private static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";

  /** Off when recording: the JVM complains at each start about adapters it cannot reuse. */
  private static final List<String> RECORDING =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching");

  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final double NANOS_IN_MILLI = 1e6;

  public OperatorStarts {
    imageOptions = List.copyOf(imageOptions);
  }

  /** Measures all four. */
  public StartReport run() throws IOException, InterruptedException {
    new PodAccess(cluster).grant(project);
    List<Start> starts = new ArrayList<>();
    for (boolean compact : List.of(true, false)) {
      Path cache = record(compact);
      for (boolean cached : List.of(true, false)) {
        starts.add(measure(cached ? List.of("-XX:AOTCache=" + cache) : List.of(), compact));
      }
    }
    return new StartReport(starts);
  }

  /** A start that leads, and the cache that it leaves. */
  private Path record(boolean compact) throws IOException {
    Path cache = cluster.state().resolve(compact ? "compact.aot" : "wide.aot");
    List<String> options = new ArrayList<>(RECORDING);
    options.add("-XX:AOTCacheOutput=" + cache);
    try (Progress.Step _ = progress.begin("Recording an AOT cache of the operator")) {
      OperatorUnderLoad operator = start(options, compact, "recording-" + compact);
      awaitLeading(operator);
      operator.end();
      if (!Files.exists(cache)) {
        throw new ClusterException("The operator left no AOT cache; see " + cluster.logs());
      }
    }
    return cache;
  }

  private Start measure(List<String> cache, boolean compact)
      throws IOException, InterruptedException {
    List<Double> leading = new ArrayList<>();
    List<Double> rest = new ArrayList<>();
    boolean cached = !cache.isEmpty();
    String name = (cached ? "aot-" : "no-aot-") + (compact ? "compact" : "wide");
    try (Progress.Step _ = progress.begin("Starting the operator: " + name)) {
      for (int i = 0; i < STARTS_OF_EACH; i++) {
        long begin = System.nanoTime();
        OperatorUnderLoad operator = start(cache, compact, name + "-" + i);
        awaitLeading(operator);
        leading.add((System.nanoTime() - begin) / NANOS_IN_MILLI);
        Thread.sleep(REST);
        rest.add(operator.mebibytes("VmRSS"));
        operator.end();
      }
    }
    return new Start(cached, compact, median(leading), median(rest));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static void awaitLeading(OperatorUnderLoad operator) {
    if (!Await.within(TIMEOUT, POLL, operator::leads)) {
      throw new ClusterException("The operator does not lead");
    }
  }

  /** With a Lease of its own, so that it does not wait for that of the one before. */
  private OperatorUnderLoad start(List<String> more, boolean compact, String name)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    imageOptions.stream()
        .filter(option -> compact || !option.equals(COMPACT_HEADERS))
        .forEach(line::add);
    line.addAll(more);
    line.addAll(List.of("-cp", jars(), "dev.realtime.operator.Main"));
    return ScaleRun.spawn(cluster, line, "operator-" + name, "");
  }

  /** A JVM caches classes of jars only. */
  private String jars() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String directory : List.of("operator/target", "operator/target/lib")) {
      try (Stream<Path> files = Files.list(project.resolve(directory))) {
        files
            .filter(file -> file.toString().endsWith(".jar"))
            .sorted()
            .forEach(file -> jars.add(file.toString()));
      }
    }
    return String.join(":", jars);
  }
}
