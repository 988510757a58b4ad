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
 * ReplicaRule}. With a HorizontalPodAutoscaler it writes once, to hand the number over: from then
 * on the limits of the autoscaler are what spec and runbook decide.
 */
public final class ReplicaHandover {
  /** Field manager of the number. */
  public static final String FIELD_MANAGER = "realtime-operator-replicas";

  static final String FOR_SPEC = "realtime.dev/replicas-for-spec";
  private static final String AUTOSCALED = "autoscaling";

  static final String WRITTEN = "realtime.dev/replicas-written";
  static final String RELEASED = "realtime.dev/replicas-released";

  /** What somebody else had set when the runbook raised it, and who; empty: nobody had. */
  static final String KEPT = "realtime.dev/replicas-kept";

  static final String KEPT_BY = "realtime.dev/replicas-kept-by";
  private static final String UNKNOWN = "unknown";

  private ReplicaHandover() {}

  /**
   * Outcome.
   *
   * @param patch JSON merge patch for the Deployment; null: leave it alone
   * @param status who decides
   * @param replicas the number the Deployment has after the patch
   */
  public record Outcome(@Nullable Map<String, Object> patch, ReplicaStatus status, int replicas) {}

  /** What is wanted of a Deployment that could not be made yet. */
  public static Outcome nothingYet(Situation situation) {
    int wanted = situation.spec().replicasOrDefault();
    return new Outcome(null, new ReplicaStatus(wanted, ReplicaOwner.SPEC, null), wanted);
  }

  /** Decides about the Deployment as it is. */
  public static Outcome decide(Situation situation, Deployment deployment) {
    int current = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
    Autoscaling autoscaling = situation.spec().autoscaling();
    if (autoscaling == null) {
      return fixed(situation, deployment, current);
    }
    boolean handedOver = AUTOSCALED.equals(deployment.getMetadata().getAnnotations().get(FOR_SPEC));
    return autoscaling.needsHpa()
        ? byHpa(situation, autoscaling, current, handedOver)
        : byConnections(situation, autoscaling, current, handedOver);
  }

  /**
   * The number is written when the autoscaler takes over, so that a new Deployment does not begin
   * with one pod; and when it is zero, which turns an autoscaler off.
   */
  private static Outcome byHpa(
      Situation situation, Autoscaling autoscaling, int current, boolean handedOver) {
    ReplicaStatus status = new ReplicaStatus(null, ReplicaOwner.AUTOSCALER, null);
    if (handedOver && current > 0) {
      return new Outcome(null, status, current);
    }
    int start =
        Math.clamp(
            current,
            Floors.minimum(situation, autoscaling),
            Floors.maximum(situation, autoscaling));
    return new Outcome(autoscaled(start), status, start);
  }

  private static Outcome byConnections(
      Situation situation, Autoscaling autoscaling, int current, boolean handedOver) {
    // Nothing has been counted yet, after a start of the operator for one: nobody is taken away.
    int target =
        situation.connectionFloor() == 0
            ? Math.clamp(
                current,
                Floors.minimum(situation, autoscaling),
                Floors.maximum(situation, autoscaling))
            : Floors.minimum(situation, autoscaling);
    ReplicaStatus status = new ReplicaStatus(target, ReplicaOwner.CONNECTIONS, null);
    return new Outcome(handedOver && current == target ? null : autoscaled(target), status, target);
  }

  private static Outcome fixed(Situation situation, Deployment deployment, int current) {
    Map<String, String> marks = deployment.getMetadata().getAnnotations();
    Found found =
        new Found(
            current,
            number(marks.get(FOR_SPEC)),
            number(marks.get(WRITTEN)),
            marks.get(RELEASED),
            number(marks.get(KEPT)));
    int wanted = situation.spec().replicasOrDefault();
    String release = situation.service().getMetadata().getAnnotations().get(Names.RELEASE_REPLICAS);
    Decision decision = ReplicaRule.decide(found, wanted, situation.runbookFloor(), release);
    ReplicaStatus status =
        new ReplicaStatus(
            Math.max(wanted, situation.runbookFloor()),
            decision.owner(),
            decision.owner() == ReplicaOwner.FOREIGN ? setBy(deployment, found) : null);
    if (!decision.write()) {
      return new Outcome(null, status, current);
    }
    Map<String, Object> annotations = new HashMap<>();
    annotations.put(FOR_SPEC, Integer.toString(wanted));
    annotations.put(WRITTEN, Integer.toString(decision.replicas()));
    if (release != null) {
      annotations.put(RELEASED, release);
    }
    Integer kept = decision.kept();
    if (kept != null && !kept.equals(found.kept())) {
      annotations.put(KEPT, kept.toString());
      annotations.put(KEPT_BY, setBy(deployment, found));
    } else if (kept == null && found.kept() != null) {
      annotations.put(KEPT, "");
      annotations.put(KEPT_BY, "");
    }
    return new Outcome(
        Map.of(
            "metadata", Map.of("annotations", annotations),
            "spec", Map.of("replicas", decision.replicas())),
        status,
        decision.replicas());
  }

  /** Whose the number is that is not the operator's: on the Deployment now, or kept. */
  private static String setBy(Deployment deployment, Found found) {
    return found.held()
        ? FieldOwner.of(deployment, "spec", "replicas").orElse(UNKNOWN)
        : deployment.getMetadata().getAnnotations().getOrDefault(KEPT_BY, UNKNOWN);
  }

  /** With a mark, so that a fixed number that comes back later is a new one. */
  private static Map<String, Object> autoscaled(int number) {
    return Map.of(
        "metadata", Map.of("annotations", Map.of(FOR_SPEC, AUTOSCALED)),
        "spec", Map.of("replicas", number));
  }

  private static @Nullable Integer number(@Nullable String text) {
    try {
      return text == null ? null : Integer.valueOf(text);
    } catch (NumberFormatException e) {
      // An autoscaler's, or somebody edited the mark: as if it had never been written.
      return null;
    }
  }
}
