package dev.realtime.bench.scenario;

import dev.realtime.bench.load.Fleet;
import dev.realtime.bench.load.LoadResult;
import dev.realtime.bench.load.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What a {@link Probe} has seen in one window of load.
 *
 * @param windowSeconds length of the window
 * @param cpuNanos CPU time of the target over the window
 * @param generatorNanos CPU time of the load workers over the window
 * @param busiestLoop share of the window that the busiest client loop of a load worker computed
 * @param load what the subscribers have seen
 * @param published what the publisher did
 * @param missing what had not arrived 10 s after the last publication
 */
record Measurement(
    double windowSeconds,
    long cpuNanos,
    long generatorNanos,
    double busiestLoop,
    LoadResult load,
    Publisher.Published published,
    Fleet.Missing missing) {
  private static final String LOST = "lost: ";

  /** The figures every load has. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    long delivered = Math.max(1, load.deliveredInWindow());
    Histogram latency = load.latencyMicros();
    figures.put(Metric.CPU_PER_DELIVERY, cpuNanos / 1e3 / delivered);
    figures.put(Metric.GENERATOR_CPU, generatorNanos / 1e3 / delivered);
    figures.put(Metric.GENERATOR_BUSY, busiestLoop * 100);
    figures.put(Metric.GENERATOR_LATE, published.lateP99Millis());
    figures.put(Metric.DELIVERIES, load.deliveredInWindow() / windowSeconds);
    figures.put(Metric.P50, latency.getValueAtPercentile(50) / 1e3);
    figures.put(Metric.P99, p99Millis());
    figures.put(Metric.P999, latency.getValueAtPercentile(99.9) / 1e3);
    figures.put(Metric.MAX, latency.getMaxValue() / 1e3);
    return figures;
  }

  /** Whether the generator was the bottleneck: then the figures say nothing of the target. */
  boolean limitedByGenerator() {
    return GeneratorLimit.reached(busiestLoop * 100, published.lateP99Millis());
  }

  double p99Millis() {
    return load.latencyMicros().getValueAtPercentile(99) / 1e3;
  }

  /** What is wrong with it, in words; counts include earlier windows on the same connections. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (missing.clients() > 0) {
      problems.add(
          "%d publications did not reach %d clients"
              .formatted(missing.publications(), missing.clients()));
    }
    if (load.gaps() > 0) {
      problems.add(load.gaps() + " publications were skipped");
    }
    if (load.duplicates() > 0) {
      problems.add(load.duplicates() + " publications came twice or out of order");
    }
    if (published.refused() > 0) {
      problems.add(published.refused() + " publications were refused");
    }
    if (load.eventsBeginning(LOST) > 0) {
      problems.add(load.eventsBeginning(LOST) + " connections were lost: " + reasons());
    }
    return problems;
  }

  private String reasons() {
    return load.events().keySet().stream()
        .filter(event -> event.startsWith(LOST))
        .map(event -> event.substring(LOST.length()))
        .collect(Collectors.joining(", "));
  }
}
