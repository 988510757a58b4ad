package dev.realtime.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How often the CPU limit has stopped this process. The kernel gives a container its share anew in
 * each period of 100 ms; one whose share is used up waits for the next. Of all that can be said
 * about CPU from inside, this is what a client feels.
 *
 * @param file the control group's {@code cpu.stat}
 */
record CpuQuota(Path file) {
  /** Version 2, and version 1 under either of its names, as a container sees its own group. */
  private static final List<Path> PLACES =
      List.of(
          Path.of("/sys/fs/cgroup/cpu.stat"),
          Path.of("/sys/fs/cgroup/cpu/cpu.stat"),
          Path.of("/sys/fs/cgroup/cpu,cpuacct/cpu.stat"));

  /** Registers both counters where the kernel keeps them; elsewhere there is nothing to count. */
  static void bindTo(MeterRegistry registry) {
    PLACES.stream()
        .filter(Files::isReadable)
        .map(CpuQuota::new)
        .findFirst()
        .ifPresent(quota -> quota.register(registry));
  }

  /** The functions hold this by themselves: a registry keeps what it counts by weakly. */
  void register(MeterRegistry registry) {
    FunctionCounter.builder("realtime.cpu.periods", this, _ -> read("nr_periods"))
        .description("Periods of 100 ms in which this process ran under a CPU limit")
        .register(registry);
    FunctionCounter.builder("realtime.cpu.throttled.periods", this, _ -> read("nr_throttled"))
        .description("Of these periods, those in which the limit stopped it")
        .register(registry);
  }

  /** A figure of the file; NaN if it cannot be read, which a scrape shows as it is. */
  double read(String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
