package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.CauseThreshold;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.ResourceFact;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.WorkloadFact;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a diagnosis may look at.
 *
 * @param suspectedAt when the symptom was first seen
 * @param figures the symptom's own figures
 */
public record Case(
    Symptom symptom,
    Instant suspectedAt,
    String figures,
    Observations seen,
    CauseThreshold limits,
    List<LogTail> logs) {
  /** Facts are read every 5 to 15 s; what is older than this says nothing about now. */
  static final Duration FRESH = Duration.ofSeconds(60);

  /** A container that crashes over and over runs for less than this in between. */
  private static final Duration RUNS_AGAIN = Duration.ofSeconds(60);

  public Case {
    logs = List.copyOf(logs);
  }

  Instant now() {
    return seen.at();
  }

  Optional<WorkloadFact> workload() {
    return fresh(seen.facts().workload());
  }

  Optional<RolloutFact> rollout() {
    return fresh(seen.facts().rollout());
  }

  Optional<ResourceFact> resources() {
    return fresh(seen.facts().resources());
  }

  Optional<RedisFact> redis() {
    return fresh(seen.facts().redis());
  }

  List<DependencyFact> dependencies() {
    return seen.facts().dependencies().values().stream()
        .flatMap(fact -> fresh(fact).stream())
        .sorted(Comparator.comparing(DependencyFact::name))
        .toList();
  }

  /**
   * Whether a container's last end has nothing to do with the symptom: it runs again, and has done
   * so for a while when the symptom was first seen. Kubernetes tells of that end for as long as the
   * pod lives.
   */
  boolean isOver(PodFact pod, Termination end) {
    return pod.running() && end.at().isBefore(suspectedAt.minus(RUNS_AGAIN));
  }

  /** A piece of evidence taken now; bounded and redacted. */
  Evidence evidence(String source, String text) {
    return new Evidence(
        Redaction.bounded(source, 128), now(), Redaction.redactAndBound(text, 2048));
  }

  private <T> Optional<T> fresh(Fact<T> fact) {
    return fact.freshAt(now(), FRESH).value();
  }
}
