package dev.realtime.operator.reconcile;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pods of a StatefulSet that hold up its own repair: Kubernetes waits for a pod to become ready
 * before it replaces it, also when it is of an old template that can never become ready (<a
 * href="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback">forced
 * rollback</a>). Such a pod is deleted, but only where none of its containers runs: then nothing
 * that it holds in memory is lost with it.
 */
final class StuckPods {
  private static final String REVISION = "controller-revision-hash";

  private StuckPods() {}

  /** The pod to delete; one at a time, the last first, as Kubernetes itself would. */
  static Optional<Pod> of(StatefulSet set, List<Pod> pods) {
    if (set.getStatus() == null
        || set.getStatus().getUpdateRevision() == null
        || !set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration())) {
      return Optional.empty();
    }
    String wanted = set.getStatus().getUpdateRevision();
    return pods.stream()
        .filter(pod -> ownedBy(set, pod))
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> !wanted.equals(pod.getMetadata().getLabels().get(REVISION)))
        .filter(StuckPods::nothingRuns)
        .max((one, other) -> Integer.compare(ordinal(one), ordinal(other)));
  }

  private static boolean ownedBy(StatefulSet set, Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(set.getMetadata().getUid()));
  }

  /** No container runs, or none was ever begun: not scheduled, image missing, Secret missing. */
  static boolean nothingRuns(Pod pod) {
    if (pod.getStatus() == null) {
      return false;
    }
    Stream<ContainerStatus> containers =
        Stream.of(
                pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
            .filter(java.util.Objects::nonNull)
            .flatMap(List::stream);
    return containers.noneMatch(
        status -> status.getState() != null && status.getState().getRunning() != null);
  }

  private static int ordinal(Pod pod) {
    String name = pod.getMetadata().getName();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }
}
