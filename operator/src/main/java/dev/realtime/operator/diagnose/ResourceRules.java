package dev.realtime.operator.diagnose;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.ResourceFact;
import dev.realtime.operator.signal.ResourceFact.Use;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.Windows;
import dev.realtime.operator.signal.WorkloadFact;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Causes that lie in the room the pods have. */
final class ResourceRules {
  private static final Duration STALE = Duration.ofSeconds(30);

  /** A container that ended longer ago than this before the symptom ended for another reason. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  /** CPU use from which the limit, and not the work, sets the pace. */
  private static final int THROTTLED_PERCENT = 97;

  /** A pod that is stopped in every other period takes twice its time for everything. */
  private static final int THROTTLED_PERIODS_PERCENT = 50;

  /**
   * A loop that late keeps each of its clients waiting as long: it is no pause of the collector.
   */
  private static final double LATE_SECONDS = 1;

  /** Exit code of a JVM whose heap was full. */
  private static final int HEAP_FULL = 3;

  /** What a pod waits for when its image or its Secret is missing. */
  private static final Set<String> NOT_BROUGHT_BY_A_RESTART =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "CreateContainerConfigError");

  private ResourceRules() {}

  /** The pods use up their CPU or memory. */
  static Optional<Finding> high(Case it) {
    Optional<ResourceFact> resources = it.resources();
    double cpu = resources.map(r -> r.cpuPercent().orElse(0)).orElse(0.0);
    double memory = resources.map(r -> r.memoryPercent().orElse(0)).orElse(0.0);
    double throttled = throttledPercent(it);
    if (cpu < it.limits().cpuPercent()
        && memory < it.limits().memoryPercent()
        && throttled < THROTTLED_PERIODS_PERCENT) {
      return Optional.empty();
    }
    String why =
        String.format(
            Locale.ROOT,
            "the pods use %.0f %% of their CPU and %.0f %% of their memory limit (bounds %d %% and"
                + " %d %%); the CPU limit stopped them in %.0f %% of all periods",
            cpu,
            memory,
            it.limits().cpuPercent(),
            it.limits().memoryPercent(),
            throttled);
    return Optional.of(
        new Finding(Cause.RESOURCES_HIGH, 85, why, evidence(it, resources, why), null));
  }

  private static List<Evidence> evidence(Case it, Optional<ResourceFact> resources, String why) {
    return resources
        .map(r -> List.of(it.evidence("metrics.k8s.io", figures(r)), it.evidence("cpu.stat", why)))
        .orElseGet(() -> List.of(it.evidence("cpu.stat", why)));
  }

  /**
   * Share of the periods of the last minute in which the CPU limit stopped the pods: known within
   * seconds, where metrics.k8s.io averages over its own window.
   */
  private static double throttledPercent(Case it) {
    Duration window = Duration.ofSeconds(60);
    double periods = Windows.increase(it.seen(), Signal.CPU_PERIODS, window, STALE).orElse(0);
    double throttled =
        Windows.increase(it.seen(), Signal.CPU_THROTTLED_PERIODS, window, STALE).orElse(0);
    return periods <= 0 ? 0 : 100 * throttled / periods;
  }

  /** Containers that do not serve ran out of memory: their limit's, or the heap's within it. */
  static Optional<Finding> outOfMemory(Case it) {
    return pod(
        it,
        pod -> {
          Termination end = pod.lastTermination();
          return end != null
              && (killedForMemory(end) || heapWasFull(end))
              && !it.isOver(pod, end)
              && !end.at().isBefore(it.suspectedAt().minus(RECENT));
        },
        Cause.OUT_OF_MEMORY,
        95,
        pod ->
            (heapWasFull(requireNonNull(pod.lastTermination()))
                    ? "ended because its heap, a share of the memory limit, was full, "
                    : "was killed for using more memory than its limit, ")
                + pod.restarts()
                + " restarts");
  }

  private static boolean killedForMemory(Termination end) {
    return end.reason().equals("OOMKilled");
  }

  /** The JVM's own words before it ends with this code, as -XX:+ExitOnOutOfMemoryError has it. */
  private static boolean heapWasFull(Termination end) {
    return end.exitCode() == HEAP_FULL
        && end.message() != null
        && end.message().contains("java.lang.OutOfMemoryError");
  }

  /** Pods were evicted. */
  static Optional<Finding> evicted(Case it) {
    return pod(
        it,
        pod -> pod.evicted() != null,
        Cause.EVICTED,
        85,
        pod -> "was evicted: " + pod.evicted());
  }

  /** Pods find no node. */
  static Optional<Finding> unschedulable(Case it) {
    return pod(
        it,
        pod -> pod.unschedulable() != null,
        Cause.UNSCHEDULABLE,
        90,
        pod -> "finds no node: " + pod.unschedulable());
  }

  /** The limit holds the pods back so much that they cannot answer. */
  static Optional<Finding> throttled(Case it) {
    double cpu = it.resources().map(r -> r.cpuPercent().orElse(0)).orElse(0.0);
    double throttled = throttledPercent(it);
    if (cpu < THROTTLED_PERCENT && throttled < THROTTLED_PERIODS_PERCENT) {
      return Optional.empty();
    }
    String why =
        String.format(
            Locale.ROOT,
            "the pods run at %.0f %% of their CPU limit, which stopped them in %.0f %% of all"
                + " periods",
            cpu,
            throttled);
    return Optional.of(
        new Finding(Cause.THROTTLED, 80, why, evidence(it, it.resources(), why), null));
  }

  /** Pods run but nobody gets an answer. */
  static Optional<Finding> unresponsive(Case it) {
    return it.workload()
        .filter(workload -> workload.pods().stream().anyMatch(PodFact::running))
        .map(
            workload -> {
              long running = workload.pods().stream().filter(PodFact::running).count();
              long ready = workload.pods().stream().filter(PodFact::ready).count();
              double late = loopLagSeconds(it);
              String why =
                  running
                      + " pods run, "
                      + ready
                      + " of them ready, and nobody gets through"
                      + (late < LATE_SECONDS
                          ? ""
                          : String.format(
                              Locale.ROOT, "; their event loops ran up to %.1f s late", late));
              return new Finding(
                  Cause.UNRESPONSIVE,
                  late < LATE_SECONDS ? 60 : 80,
                  why,
                  List.of(it.evidence("pods", why + "; " + it.figures())),
                  null);
            });
  }

  /** How late the event loops ran in the last readings: a server that hangs gives no newer ones. */
  private static double loopLagSeconds(Case it) {
    Instant from = it.suspectedAt().minus(STALE);
    return it.seen().series().instances(Signal.EVENT_LOOP_LAG_SECONDS).stream()
        .flatMap(pod -> it.seen().series().of(Signal.EVENT_LOOP_LAG_SECONDS, pod, from).stream())
        .mapToDouble(sample -> sample.reading() instanceof Reading.Value(double late) ? late : 0)
        .max()
        .orElse(0);
  }

  /**
   * Pods that come up and go down, and nothing says why. New ones may be luckier: their state,
   * their node or what they met when they started is another. Not where they wait for what a
   * restart does not bring, nor where there is no node for them: there old ones would go for new
   * ones that wait.
   */
  static Optional<Finding> noneRuns(Case it) {
    List<PodFact> pods = it.workload().map(WorkloadFact::pods).orElse(List.of());
    if (pods.isEmpty()
        || pods.stream().anyMatch(pod -> pod.running() || pod.unschedulable() != null)
        || pods.stream().allMatch(ResourceRules::waitsForOthers)) {
      return Optional.empty();
    }
    String why =
        "none of "
            + pods.size()
            + " pods runs, and nothing says why: "
            + pods.stream().map(ResourceRules::state).distinct().limit(3).collect(joining("; "));
    return Optional.of(
        new Finding(Cause.UNRESPONSIVE, 30, why, List.of(it.evidence("pods", why)), null));
  }

  private static boolean waitsForOthers(PodFact pod) {
    return pod.waiting() != null && NOT_BROUGHT_BY_A_RESTART.contains(pod.waiting());
  }

  private static String state(PodFact pod) {
    Termination end = pod.lastTermination();
    return (pod.waiting() == null ? "not running" : pod.waiting())
        + (end == null ? "" : ", last ended with exit code " + end.exitCode());
  }

  /** Connections or shedding at the limit. */
  static Optional<Finding> overload(Case it) {
    double limit = sum(it, Signal.CONNECTIONS_LIMIT);
    double connections = sum(it, Signal.CONNECTIONS);
    boolean full = limit > 0 && connections >= 0.9 * limit;
    return Optional.of(
        new Finding(
            full ? Cause.CONNECTION_LIMIT : Cause.SHEDDING,
            90,
            it.figures(),
            List.of(it.evidence("server metrics", it.figures())),
            null));
  }

  private static Optional<Finding> pod(
      Case it,
      Predicate<PodFact> test,
      Cause cause,
      int confidence,
      Function<PodFact, String> says) {
    List<PodFact> hit =
        it.workload().map(w -> w.pods()).orElse(List.of()).stream().filter(test).toList();
    if (hit.isEmpty()) {
      return Optional.empty();
    }
    PodFact first = hit.getFirst();
    String why =
        "pod "
            + first.name()
            + " "
            + says.apply(first)
            + (hit.size() > 1 ? ", and " + (hit.size() - 1) + " more like it" : "");
    return Optional.of(
        new Finding(
            cause, confidence, why, List.of(it.evidence("pod " + first.name(), why)), null));
  }

  private static double sum(Case it, Signal signal) {
    return Windows.latest(it.seen(), signal, STALE).stream().mapToDouble(Double::doubleValue).sum();
  }

  private static String figures(ResourceFact resources) {
    var text = new StringBuilder();
    for (Use use : resources.pods().stream().limit(20).toList()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: CPU %.2f cores (%.0f %%), memory %.0f MiB (%.0f %%)%n",
              use.pod(),
              use.cpuCores(),
              use.cpuPercent(),
              use.memoryBytes() / (1024 * 1024),
              use.memoryPercent()));
    }
    return text.toString();
  }
}
