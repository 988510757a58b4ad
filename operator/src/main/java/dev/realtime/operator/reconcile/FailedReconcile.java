package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.Conditions;
import dev.realtime.operator.status.Reason;
import dev.realtime.operator.status.Verdict;
import dev.realtime.operator.status.Verdict.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The status of a service whose reconcile fails over and over: as it was, not ready, and degraded.
 * The next one that succeeds says it anew.
 */
final class FailedReconcile {
  /** What passes with the second attempt is nobody's concern. */
  static final int TOLD_FROM = 1;

  private static final Set<Integer> GONE =
      Set.of(
          HttpURLConnection.HTTP_FORBIDDEN,
          HttpURLConnection.HTTP_NOT_FOUND,
          HttpURLConnection.HTTP_CONFLICT);

  private FailedReconcile() {}

  static RealtimeServiceStatus status(RealtimeService service, Exception e, Instant now) {
    RealtimeServiceStatus before = StatusReport.withoutRunbook(service.statusOrEmpty());
    Problem problem = new Problem(Reason.RECONCILE_FAILED, text(e));
    List<Condition> failed =
        Conditions.of(
            List.of(
                verdict(ConditionType.READY, Truth.FALSE, problem),
                verdict(ConditionType.DEGRADED, Truth.TRUE, problem)),
            before.conditions(),
            service.getMetadata().getGeneration(),
            now);
    List<String> types = failed.stream().map(Condition::getType).toList();
    return new RealtimeServiceStatus(
        before.observedGeneration(),
        before.replicas(),
        before.readyReplicas(),
        before.updatedReplicas(),
        before.selector(),
        before.scale(),
        before.connections(),
        before.redis(),
        before.revision(),
        before.lastKnownGood(),
        before.operator(),
        Stream.concat(
                failed.stream(),
                before.conditions().stream()
                    .filter(condition -> !types.contains(condition.getType())))
            .toList(),
        null,
        null,
        null,
        null);
  }

  private static Verdict verdict(ConditionType type, Truth truth, Problem problem) {
    return new Verdict(type, truth, problem.reason(), problem.text());
  }

  /**
   * What the API server has said, cut. Of anything else only what kind of failure it is: its
   * message may hold what a Secret holds, and the log has it.
   */
  static String text(Exception e) {
    KubernetesClientException refused = refusal(e);
    if (refused == null) {
      return "An unexpected " + e.getClass().getSimpleName();
    }
    if (refused.getStatus() != null && refused.getStatus().getMessage() != null) {
      return "The API server answers %d: %s"
          .formatted(refused.getCode(), PodProblems.brief(refused.getStatus().getMessage()));
    }
    return "A request to the API server failed with "
        + (refused.getCause() == null ? refused : refused.getCause()).getClass().getSimpleName();
  }

  /**
   * Whether it is what the API server says of an object, or into a namespace, that is being
   * deleted.
   */
  static boolean mayMeanGone(Exception e) {
    KubernetesClientException refused = refusal(e);
    return refused != null && GONE.contains(refused.getCode());
  }

  private static @Nullable KubernetesClientException refusal(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException refused) {
        return refused;
      }
    }
    return null;
  }
}
