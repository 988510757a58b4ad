package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a Java program's ahead-of-time cache (JEP 483, 514, 515): its classes loaded and linked,
 * its heap of constants, and profiles of its hot methods, so that a container is ready sooner and
 * its first clients cost less.
 *
 * <p>The JVM takes a cache only where the runtime's files and flags such as compact object headers
 * are those of the recording; otherwise it warns and starts without. So it is recorded with the
 * very files and options of the image, and then checked: a second run must load nearly all classes
 * from it. JDK 25.0.3 does <em>not</em> notice jars that changed after the recording: it would run
 * their old classes. An image is safe, as jars and cache are made together; do not replace one of
 * them.
 */
final class AotCache {
  private static final Logger log = LoggerFactory.getLogger(AotCache.class);

  /** Off when recording: JDK 25.0.3 complains at each start about adapters it cannot reuse. */
  private static final List<String> RECORDING_OPTIONS =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching");

  /** Below this share of classes from the cache, something in it does not match the image. */
  private static final double LEAST_SHARE = 0.85;

  private static final Duration EXIT_TIMEOUT = Duration.ofMinutes(2);

  private final List<String> commandLine;
  private final int afterOptions;
  private final TrainingLoad load;
  private final Map<String, String> environment;
  private final Path work;

  /**
   * Prepares a recording.
   *
   * @param java the launcher of the image's own runtime
   * @param options the image's JVM options, class path included
   * @param program main class and arguments
   * @param training brings the program to do what it will do in production
   * @param work directory for logs
   */
  AotCache(Path java, List<String> options, List<String> program, Training training, Path work) {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    line.addAll(options);
    this.afterOptions = line.size();
    line.addAll(program);
    this.commandLine = List.copyOf(line);
    this.load = training.load();
    this.environment = training.environment();
    this.work = work;
  }

  /**
   * Records the cache into {@code target} and checks it.
   *
   * @throws ClusterException where the program does not come up, or the cache cannot be used
   */
  void record(Path target) throws IOException {
    Path output = work.resolve("aot-recording.log");
    List<String> options = new ArrayList<>(RECORDING_OPTIONS);
    options.add("-XX:AOTCacheOutput=" + target);
    run(options, output, Phase.TRAINING);
    if (!Files.isRegularFile(target)) {
      throw failure("The JVM wrote no AOT cache", output);
    }
    check(target);
  }

  private void check(Path cache) throws IOException {
    Path output = work.resolve("aot-check.log");
    Path classes = work.resolve("aot-check-classes.log");
    run(
        List.of(
            "-XX:AOTMode=on",
            "-XX:AOTCache=" + cache,
            "-Xlog:class+load=info:file=" + classes + ":none:filecount=0"),
        output,
        Phase.CHECK);
    long fromCache = count(classes, "source: shared objects file");
    long all = count(classes, " source: ");
    double share = all == 0 ? 0 : (double) fromCache / all;
    String result =
        String.format(
            Locale.ROOT,
            "%d of %d classes (%.0f %%) from the AOT cache",
            fromCache,
            all,
            share * 100);
    if (share < LEAST_SHARE) {
      throw failure("The AOT cache does not fit the image: only " + result, output);
    }
    log.info("{}, {} MB", result, Files.size(cache) / 1_000_000);
  }

  private void run(List<String> extraOptions, Path output, Phase phase) throws IOException {
    List<String> line = new ArrayList<>(commandLine);
    line.addAll(afterOptions, extraOptions);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      load.apply(phase, process);
      process.destroy();
      if (!process.waitFor(EXIT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw failure("The program did not end within " + EXIT_TIMEOUT + " of SIGTERM", output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while recording an AOT cache", e);
    } catch (TrainingLoad.NotReadyException e) {
      throw failure("The program did not get ready: " + e.getMessage(), output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static long count(Path file, String text) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.contains(text)).count();
    }
  }

  private static ClusterException failure(String what, Path output) throws IOException {
    List<String> lines =
        Files.readAllLines(output).stream()
            // The JVM repeats the whole class path when it begins to assemble the cache.
            .filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
            .toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - 30), lines.size());
    return new ClusterException(what + ". It said:\n  " + String.join("\n  ", last));
  }

  /** Which of the two runs a load is for. */
  enum Phase {
    /** Do all that production does. */
    TRAINING,
    /** Wait until the program is ready, no more. */
    CHECK
  }
}
