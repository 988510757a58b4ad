package dev.realtime.operator.reconcile;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Pods, and volume claims, of a StatefulSet that the API server refuses: by quota, Pod Security or
 * a webhook. A Deployment has a condition for it; a StatefulSet's controller tells it in Events
 * alone, which are asked for where pods are missing for longer than making them takes.
 */
final class RefusedPods {
  /** Reason of the controller's Event. */
  static final String FAILED_CREATE = "FailedCreate";

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** An Event may be a little older than the condition that turned with what it tells. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private RefusedPods() {}

  /** Whether there are fewer pods, ready or not, than wanted. */
  static boolean missing(StatefulSet set) {
    Integer there = set.getStatus() == null ? null : set.getStatus().getReplicas();
    Integer wanted = set.getSpec().getReplicas();
    return (there == null ? 0 : there) < (wanted == null ? 1 : wanted);
  }

  /**
   * What is in the way of its pods, by the newest Event.
   *
   * @param notReady since when the service has not been ready
   * @param events the Events of an object that have a reason
   */
  static Optional<Problem> of(
      StatefulSet set,
      Instant notReady,
      Instant now,
      BiFunction<StatefulSet, String, List<Event>> events) {
    if (!missing(set) || notReady.plus(PATIENCE).isAfter(now)) {
      return Optional.empty();
    }
    return events.apply(set, FAILED_CREATE).stream()
        .filter(event -> event.getMessage() != null)
        .filter(event -> !last(event).isBefore(notReady.minus(SLACK)))
        .max(Comparator.comparing(RefusedPods::last))
        .map(event -> problem(set, event.getMessage()));
  }

  private static Problem problem(StatefulSet set, String message) {
    return new Problem(
        Refusals.forbidden(message),
        "Pods of StatefulSet "
            + set.getMetadata().getName()
            + " cannot be created: "
            + PodProblems.brief(message));
  }

  /** When it was last told. */
  private static Instant last(Event event) {
    @Nullable String at = event.getLastTimestamp();
    return Instant.parse(at == null ? event.getMetadata().getCreationTimestamp() : at);
  }
}
