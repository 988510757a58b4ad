package dev.realtime.operator.reconcile.handover;

import dev.realtime.api.v1alpha1.status.ReplicaOwner;
import dev.realtime.api.v1alpha1.status.ReplicaStatus;
import dev.realtime.api.v1alpha1.workload.Autoscaling;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import dev.realtime.operator.reconcile.handover.ReplicaRule.Decision;
import dev.realtime.operator.reconcile.handover.ReplicaRule.Found;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Deployment's {@code spec.replicas}, which several may write: the spec, the runbook, an
 * autoscaler, and people with {@code kubectl scale}. The operator writes it under a field manager
 * of its own and marks on the Deployment what it wrote and for which number of the spec; see {@link
 * ReplicaRule}. With a HorizontalPodAutoscaler it writes nothing at all: there the limits of the
 * autoscaler are what spec and runbook decide.
 */
public final class ReplicaHandover {
  /** Field manager of the number. */
  public static final String FIELD_MANAGER = "realtime-operator-replicas";

  static final String FOR_SPEC = "realtime.dev/replicas-for-spec";
  static final String WRITTEN = "realtime.dev/replicas-written";
  static final String RELEASED = "realtime.dev/replicas-released";

  private ReplicaHandover() {}

  /**
   * Outcome.
   *
   * @param patch JSON merge patch for the Deployment; null: leave it alone
   * @param status who decides
   * @param replicas the number the Deployment has after the patch
   */
  public record Outcome(@Nullable Map<String, Object> patch, ReplicaStatus status, int replicas) {}

  /** Decides about the Deployment as it is. */
  public static Outcome decide(Situation situation, Deployment deployment) {
    int current = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
    Autoscaling autoscaling = situation.spec().autoscaling();
    if (autoscaling == null) {
      return fixed(situation, deployment, current);
    }
    if (autoscaling.needsHpa()) {
      return byHpa(autoscaling, current);
    }
    return byConnections(situation, autoscaling, current);
  }

  /** Zero replicas turn an autoscaler off, so that is the one number that is corrected. */
  private static Outcome byHpa(Autoscaling autoscaling, int current) {
    ReplicaStatus status = new ReplicaStatus(null, ReplicaOwner.AUTOSCALER, null);
    return current == 0
        ? new Outcome(replicas(autoscaling.minReplicas()), status, autoscaling.minReplicas())
        : new Outcome(null, status, current);
  }

  private static Outcome byConnections(Situation situation, Autoscaling autoscaling, int current) {
    int target = Floors.minimum(situation, autoscaling);
    ReplicaStatus status = new ReplicaStatus(target, ReplicaOwner.CONNECTIONS, null);
    return new Outcome(current == target ? null : replicas(target), status, target);
  }

  private static Outcome fixed(Situation situation, Deployment deployment, int current) {
    Map<String, String> marks = deployment.getMetadata().getAnnotations();
    Found found =
        new Found(
            current, number(marks.get(FOR_SPEC)), number(marks.get(WRITTEN)), marks.get(RELEASED));
    int wanted = situation.spec().replicasOrDefault();
    String release = situation.service().getMetadata().getAnnotations().get(Names.RELEASE_REPLICAS);
    Decision decision = ReplicaRule.decide(found, wanted, situation.runbookFloor(), release);
    ReplicaStatus status =
        new ReplicaStatus(
            Math.max(wanted, situation.runbookFloor()),
            decision.owner(),
            decision.owner() == ReplicaOwner.FOREIGN
                ? FieldOwner.of(deployment, "spec", "replicas").orElse("unknown")
                : null);
    if (!decision.write()) {
      return new Outcome(null, status, current);
    }
    Map<String, Object> annotations = new HashMap<>();
    annotations.put(FOR_SPEC, Integer.toString(wanted));
    annotations.put(WRITTEN, Integer.toString(decision.replicas()));
    if (release != null) {
      annotations.put(RELEASED, release);
    }
    return new Outcome(
        Map.of(
            "metadata", Map.of("annotations", annotations),
            "spec", Map.of("replicas", decision.replicas())),
        status,
        decision.replicas());
  }

  private static Map<String, Object> replicas(int number) {
    return Map.of("spec", Map.of("replicas", number));
  }

  private static @Nullable Integer number(@Nullable String text) {
    try {
      return text == null ? null : Integer.valueOf(text);
    } catch (NumberFormatException e) {
      // Somebody edited the mark; as if it had never been written.
      return null;
    }
  }
}
