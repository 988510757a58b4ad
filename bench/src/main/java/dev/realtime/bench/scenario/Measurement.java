package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Fleet;
import dev.realtime.bench.load.Generator;
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
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * One window of load: publishes at a rate while a warm-up and then the window pass, takes the
 * server's CPU time over the window, then waits until everything has arrived.
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
  private static final int SETTLE_MILLIS = 10_000;

  /** From giving out the plan to the first publication. */
  private static final int LEAD_MILLIS = 200;

  /** Runs it with the profile's times. */
  static Measurement take(Session session, RunningTarget target, Flow flow, double rate)
      throws InterruptedException {
    return take(session, List.of(target), target.endpoint(), flow, rate, 1);
  }

  /** Takes one window as long as all those of a point are together, for a tail of few messages. */
  static Measurement takeLong(Session session, RunningTarget target, Flow flow, double rate)
      throws InterruptedException {
    return takeLong(session, target, flow, rate, () -> {});
  }

  /** Likewise, and does something as the window begins. */
  static Measurement takeLong(
      Session session, RunningTarget target, Flow flow, double rate, Meanwhile meanwhile)
      throws InterruptedException {
    return take(
        session,
        List.of(target),
        target.endpoint(),
        flow,
        rate,
        1,
        session.profile().longMillis(),
        meanwhile);
  }

  /** A load that is not measured: a JVM compiles in it. */
  static void warm(
      Session session,
      RunningTarget target,
      ClientPlan.Endpoint endpoint,
      Flow flow,
      double rate,
      int connections)
      throws InterruptedException {
    take(
        session,
        List.of(target),
        endpoint,
        flow,
        rate,
        connections,
        session.profile().compileMillis(),
        () -> {});
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
    return take(
        session,
        targets,
        endpoint,
        flow,
        rate,
        connections,
        session.profile().measureMillis(),
        () -> {});
  }

  private static Measurement take(
      Session session,
      List<RunningTarget> targets,
      ClientPlan.Endpoint endpoint,
      Flow flow,
      double rate,
      int connections,
      int window,
      Meanwhile meanwhile)
      throws InterruptedException {
    Workers workers = session.workers();
    int warm = session.profile().warmMillis();
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
    Map<Long, Long> loops = loopCpu(workers);
    long began = System.nanoTime();
    meanwhile.run();
    Clock.until(to);
    cpu += cpu(targets);
    generator += generatorCpu(workers);
    long busiest = most(loops, loopCpu(workers));
    double seconds = (System.nanoTime() - began) / 1e9;
    Publisher.Published published = workers.published();
    Fleet.Missing missing =
        workers.settle(flow.group(), flow.counter().total(), flow.streams(), SETTLE_MILLIS);
    targets.forEach(RunningTarget::requireAlive);
    return new Measurement(
        seconds,
        cpu,
        generator,
        busiest / 1e9 / seconds,
        workers.collect(flow.group()),
        published,
        missing);
  }

  /** By thread: their ids are the system's, so those of several workers do not meet. */
  private static Map<Long, Long> loopCpu(Workers workers) {
    Map<Long, Long> all = new TreeMap<>();
    workers
        .pids()
        .forEach(pid -> all.putAll(new ProcessFacts(pid).threadCpuNanos(Generator.CLIENT_LOOPS)));
    return all;
  }

  private static long most(Map<Long, Long> before, Map<Long, Long> after) {
    return after.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
        .max()
        .orElse(0);
  }

  private static long cpu(List<RunningTarget> targets) {
    return targets.stream().mapToLong(target -> target.facts().cpuNanos()).sum();
  }

  private static long generatorCpu(Workers workers) {
    return workers.pids().stream().mapToLong(pid -> new ProcessFacts(pid).cpuNanos()).sum();
  }

  private String reasons() {
    return load.events().keySet().stream()
        .filter(event -> event.startsWith(LOST))
        .map(event -> event.substring(LOST.length()))
        .collect(Collectors.joining(", "));
  }

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
}
