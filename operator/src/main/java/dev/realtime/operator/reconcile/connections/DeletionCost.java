package dev.realtime.operator.reconcile.connections;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells Kubernetes which pods to take first when there are to be fewer: those with the fewest
 * connections. Kubernetes asks not to update this often, so it follows only what has changed by a
 * fifth, and by more than a handful: a client that probes the service comes and goes all the time.
 */
public final class DeletionCost {
  /** The annotation that the ReplicaSet controller reads. */
  public static final String ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";

  /** Field manager of the annotation. */
  public static final String FIELD_MANAGER = "realtime-operator-deletion-cost";

  /** So few connections more or less are no reason to prefer one pod to another. */
  private static final int HANDFUL = 10;

  private DeletionCost() {}

  /** The annotation a pod is to get; empty: it is near enough, or not known, or of no use. */
  public static Optional<Map<String, Object>> patch(
      Pod pod, List<Pod> all, Connections connections) {
    Long now = connections.byPod().get(pod.getMetadata().getName());
    if (now == null || all.size() < 2 || pod.getMetadata().getDeletionTimestamp() != null) {
      return Optional.empty();
    }
    // A pod without the annotation costs nothing to Kubernetes.
    if (near(pod.getMetadata().getAnnotations().getOrDefault(ANNOTATION, "0"), now)) {
      return Optional.empty();
    }
    return Optional.of(Map.of("metadata", Map.of("annotations", Map.of(ANNOTATION, "" + now))));
  }

  private static boolean near(String before, long now) {
    try {
      long cost = Long.parseLong(before);
      return Math.abs(cost - now) <= Math.max(HANDFUL, Math.max(cost, now) / 5);
    } catch (NumberFormatException e) {
      // Somebody else's idea of a cost; Kubernetes takes numbers only.
      return false;
    }
  }
}
