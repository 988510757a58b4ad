package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Fleet;
import dev.realtime.bench.load.LoadResult;
import dev.realtime.bench.load.PublishPlan;
import dev.realtime.bench.load.Publisher;
import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.measure.ProcessFacts;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.worker.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One window of load: publishes at a rate while a warm-up and then the window pass, takes the
 * server's CPU time over the window, then waits until everything has arrived.
 *
 * @param windowSeconds length of the window
 * @param cpuNanos CPU time of the target over the window
 * @param generatorNanos CPU time of the load workers over the window
 * @param load what the subscribers have seen
 * @param published what the publisher did
 * @param missing what had not arrived 10 s after the last publication
 */
record Measurement(
    double windowSeconds,
    long cpuNanos,
    long generatorNanos,
    LoadResult load,
    Publisher.Published published,
    Fleet.Missing missing) {
  private static final int SETTLE_MILLIS = 10_000;

  /** From giving out the plan to the first publication. */
  private static final int LEAD_MILLIS = 300;

  /** A generator later than this at its 99th percentile was the bottleneck itself. */
  private static final double LATE_MILLIS = 20;

  /** Runs it with the profile's times. */
  static Measurement take(Session session, RunningTarget target, Flow flow, double rate)
      throws InterruptedException {
    return take(session, List.of(target), target.endpoint(), flow, rate, 1);
  }

  /** Likewise, and does something as the window begins. */
  static Measurement take(
      Session session, RunningTarget target, Flow flow, double rate, Meanwhile meanwhile)
      throws InterruptedException {
    return take(session, List.of(target), target.endpoint(), flow, rate, 1, meanwhile);
  }

  /** What is done while a window passes; it should not take longer than that. */
  interface Meanwhile {
    void run() throws InterruptedException;
  }

  /**
   * Runs it.
   *
   * @param targets whose CPU time counts
   * @param endpoint where to publish
   * @param connections over which publications are spread
   */
  static Measurement take(
      Session session,
      List<RunningTarget> targets,
      ClientPlan.Endpoint endpoint,
      Flow flow,
      double rate,
      int connections)
      throws InterruptedException {
    return take(session, targets, endpoint, flow, rate, connections, () -> {});
  }

  private static Measurement take(
      Session session,
      List<RunningTarget> targets,
      ClientPlan.Endpoint endpoint,
      Flow flow,
      double rate,
      int connections,
      Meanwhile meanwhile)
      throws InterruptedException {
    Workers workers = session.workers();
    int warm = session.profile().warmMillis();
    int window = session.profile().measureMillis();
    int count = (int) Math.max(1, rate * (warm + window) / 1000);
    long start = Clock.inMillis(LEAD_MILLIS);
    long from = start + TimeUnit.MILLISECONDS.toNanos(warm);
    long to = from + TimeUnit.MILLISECONDS.toNanos(window);
    workers.window(flow.group(), from, to);
    workers.publish(
        new PublishPlan(
            endpoint,
            flow.prefix(),
            flow.streams(),
            connections,
            flow.counter().advance(count),
            count,
            rate,
            start,
            flow.bytes()));
    Clock.until(from);
    long cpu = -cpu(targets);
    long generator = -generatorCpu(workers);
    long began = System.nanoTime();
    meanwhile.run();
    Clock.until(to);
    cpu += cpu(targets);
    generator += generatorCpu(workers);
    double seconds = (System.nanoTime() - began) / 1e9;
    Publisher.Published published = workers.published();
    Fleet.Missing missing =
        workers.settle(flow.group(), flow.counter().total(), flow.streams(), SETTLE_MILLIS);
    targets.forEach(RunningTarget::requireAlive);
    return new Measurement(
        seconds, cpu, generator, workers.collect(flow.group()), published, missing);
  }

  private static long cpu(List<RunningTarget> targets) {
    return targets.stream().mapToLong(target -> target.facts().cpuNanos()).sum();
  }

  private static long generatorCpu(Workers workers) {
    return workers.pids().stream().mapToLong(pid -> new ProcessFacts(pid).cpuNanos()).sum();
  }

  /** The figures every load has. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    long delivered = Math.max(1, load.deliveredInWindow());
    Histogram latency = load.latencyMicros();
    figures.put(Metric.CPU_PER_DELIVERY, cpuNanos / 1e3 / delivered);
    figures.put(Metric.GENERATOR_CPU, generatorNanos / 1e3 / delivered);
    figures.put(Metric.DELIVERIES, load.deliveredInWindow() / windowSeconds);
    figures.put(Metric.P50, latency.getValueAtPercentile(50) / 1e3);
    figures.put(Metric.P99, p99Millis());
    figures.put(Metric.P999, latency.getValueAtPercentile(99.9) / 1e3);
    figures.put(Metric.MAX, latency.getMaxValue() / 1e3);
    return figures;
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
    long lost = load.eventsBeginning("lost: ");
    if (lost > 0) {
      problems.add(lost + " connections were lost");
    }
    if (published.lateP99Millis() > LATE_MILLIS) {
      problems.add(
          "the generator itself was %.0f ms late (p99)".formatted(published.lateP99Millis()));
    }
    return problems;
  }
}
