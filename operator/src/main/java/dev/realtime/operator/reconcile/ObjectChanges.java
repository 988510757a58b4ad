package dev.realtime.operator.reconcile;

import dev.realtime.operator.reconcile.handover.FieldOwner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of an object have its service reconciled. Kubernetes' controllers write statuses
 * and times all day; a reconcile reads of them only what is compared here. What is added to a
 * reconcile has to be added here, too.
 */
final class ObjectChanges {
  private ObjectChanges() {}

  /** Whether something may follow from it. */
  static boolean matter(HasMetadata now, HasMetadata before) {
    return metadata(now, before) || !content(now).equals(content(before));
  }

  /** Whether the metadata say something else, but for versions and who wrote which field. */
  static boolean metadata(HasMetadata now, HasMetadata before) {
    return !metadata(now.getMetadata()).equals(metadata(before.getMetadata()));
  }

  private static List<@Nullable Object> metadata(ObjectMeta metadata) {
    return list(
        metadata.getUid(),
        metadata.getLabels(),
        metadata.getAnnotations(),
        metadata.getOwnerReferences(),
        metadata.getFinalizers(),
        metadata.getDeletionTimestamp());
  }

  private static List<@Nullable Object> content(HasMetadata object) {
    return switch (object) {
      case Deployment it -> list(it.getSpec(), status(it), FieldOwner.of(it, "spec", "replicas"));
      case StatefulSet it -> list(it.getSpec(), status(it));
      case Pod it -> status(it);
      case ConfigMap it ->
          list(
              it.getData(),
              it.getBinaryData(),
              it.getImmutable(),
              FieldOwner.of(it, "data", Names.MAINTENANCE_MODE));
      case Secret it -> list(it.getData(), it.getType(), it.getImmutable());
      case ServiceAccount it ->
          list(it.getAutomountServiceAccountToken(), it.getSecrets(), it.getImagePullSecrets());
      case Service it -> list(it.getSpec());
      case HorizontalPodAutoscaler it -> list(it.getSpec());
      case PodDisruptionBudget it -> list(it.getSpec());
      case NetworkPolicy it -> list(it.getSpec());
      case Ingress it -> list(it.getSpec());
      case GenericKubernetesResource it -> list(withoutStatus(it.getAdditionalProperties()));
      default ->
          throw new IllegalArgumentException(
              object.getKind() + " is watched, and nobody has said what matters of it");
    };
  }

  private static List<@Nullable Object> status(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status == null
        ? List.of()
        : list(
            deployment.getMetadata().getGeneration(),
            status.getObservedGeneration(),
            status.getReplicas(),
            status.getReadyReplicas(),
            status.getAvailableReplicas(),
            status.getUpdatedReplicas(),
            all(status.getConditions()).map(ObjectChanges::condition).toList());
  }

  /** Without its times. */
  private static List<@Nullable Object> condition(DeploymentCondition condition) {
    return list(
        condition.getType(), condition.getStatus(), condition.getReason(), condition.getMessage());
  }

  private static List<@Nullable Object> status(StatefulSet set) {
    StatefulSetStatus status = set.getStatus();
    return status == null
        ? List.of()
        : list(
            set.getMetadata().getGeneration(),
            status.getObservedGeneration(),
            status.getReplicas(),
            status.getReadyReplicas(),
            status.getUpdateRevision());
  }

  private static List<@Nullable Object> status(Pod pod) {
    PodStatus status = pod.getStatus();
    return status == null
        ? List.of()
        : list(
            all(status.getConditions())
                .filter(condition -> condition.getType().equals("PodScheduled"))
                .map(condition -> list(condition.getReason(), condition.getMessage()))
                .toList(),
            all(status.getInitContainerStatuses()).map(ObjectChanges::container).toList(),
            all(status.getContainerStatuses()).map(ObjectChanges::container).toList());
  }

  private static List<@Nullable Object> container(ContainerStatus status) {
    ContainerState state = status.getState();
    ContainerStateWaiting waiting = state == null ? null : state.getWaiting();
    ContainerState last = status.getLastState();
    return list(
        status.getName(),
        status.getImage(),
        state == null ? null : state.getRunning() != null,
        waiting == null ? null : list(waiting.getReason(), waiting.getMessage()),
        last == null ? null : last.getTerminated());
  }

  private static Map<String, Object> withoutStatus(Map<String, Object> properties) {
    var rest = new HashMap<>(properties);
    rest.remove("status");
    return rest;
  }

  private static <T> Stream<T> all(@Nullable Collection<T> some) {
    return some == null ? Stream.empty() : some.stream();
  }

  /** Of values that may be null, unlike {@link List#of}. */
  private static List<@Nullable Object> list(@Nullable Object... values) {
    return Arrays.asList(values);
  }
}
