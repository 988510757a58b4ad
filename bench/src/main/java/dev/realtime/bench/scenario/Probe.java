package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Fleet;
import dev.realtime.bench.load.Generator;
import dev.realtime.bench.load.PublishPlan;
import dev.realtime.bench.load.Publisher;
import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.measure.ProcessFacts;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.worker.Workers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Puts load on targets and measures it: publishes at a rate while a warm-up and then a window pass,
 * takes the targets' CPU time over the window, then waits until everything has arrived.
 *
 * @param session whose profile says how long all that takes
 * @param targets whose CPU time counts
 * @param endpoint where to publish
 * @param flow what is published, and who hears it
 * @param connections over which publications are spread
 */
record Probe(
    Session session,
    List<RunningTarget> targets,
    ClientPlan.Endpoint endpoint,
    Flow flow,
    int connections) {
  private static final int SETTLE_MILLIS = 10_000;

  /** From giving out the plan to the first publication. */
  private static final int LEAD_MILLIS = 200;

  Probe {
    targets = List.copyOf(targets);
  }

  /** Of one target, by one connection in its default dialect. */
  Probe(Session session, RunningTarget target, Flow flow) {
    this(session, List.of(target), target.endpoint(), flow, 1);
  }

  /** What is done while a window passes; it should not take longer than that. */
  interface Meanwhile {
    void run() throws InterruptedException;
  }

  /** Load that is not measured: a JVM compiles in it. */
  void warm(double rate) throws InterruptedException {
    take(rate, session.profile().compileMillis(), () -> {});
  }

  /** One window. */
  Measurement take(double rate) throws InterruptedException {
    return take(rate, session.profile().measureMillis(), () -> {});
  }

  /** One window as long as all those of a point are together, for a tail of few messages. */
  Measurement takeLong(double rate) throws InterruptedException {
    return takeLong(rate, () -> {});
  }

  /** Likewise, and does something as the window begins. */
  Measurement takeLong(double rate, Meanwhile meanwhile) throws InterruptedException {
    return take(rate, session.profile().longMillis(), meanwhile);
  }

  private Measurement take(double rate, int window, Meanwhile meanwhile)
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
    long cpu = -cpu();
    long generator = -generatorCpu(workers);
    Map<Long, Long> loops = loopCpu(workers);
    long began = System.nanoTime();
    meanwhile.run();
    Clock.until(to);
    cpu += cpu();
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

  private long cpu() {
    return targets.stream().mapToLong(target -> target.facts().cpuNanos()).sum();
  }

  private static long generatorCpu(Workers workers) {
    return workers.pids().stream().mapToLong(pid -> new ProcessFacts(pid).cpuNanos()).sum();
  }
}
