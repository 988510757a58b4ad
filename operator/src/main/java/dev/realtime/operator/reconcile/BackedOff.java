package dev.realtime.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Servers that have refused a configuration which is another by now, and wait in the kubelet's
 * back-off, up to five minutes, before they look again. They are deleted, so that others start with
 * what is there: none of their containers runs, so nothing is lost with them. One that refuses the
 * present configuration as well is left to the back-off.
 */
final class BackedOff {
  private BackedOff() {}

  /** The pods to delete. */
  static List<Pod> of(ConfigMap config, List<Pod> servers) {
    return written(config)
        .map(
            written ->
                servers.stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .filter(StuckPods::nothingRuns)
                    .filter(pod -> refusedBefore(written, pod))
                    .toList())
        .orElse(List.of());
  }

  /** When the operator has changed it last. */
  private static Optional<Instant> written(ConfigMap config) {
    return config.getMetadata().getManagedFields().stream()
        .filter(entry -> Names.FIELD_MANAGER.equals(entry.getManager()))
        .map(ManagedFieldsEntry::getTime)
        .map(Instant::parse)
        .max(Comparator.naturalOrder());
  }

  private static boolean refusedBefore(Instant written, Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .flatMap(BackedOff::ends)
        .anyMatch(
            end ->
                PodProblems.refusedConfiguration(end)
                    && end.getFinishedAt() != null
                    && Instant.parse(end.getFinishedAt()).isBefore(written));
  }

  /** How it ended last, which is one or the other. */
  private static Stream<ContainerStateTerminated> ends(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .filter(state -> state != null && state.getTerminated() != null)
        .map(state -> state.getTerminated())
        .limit(1);
  }
}
