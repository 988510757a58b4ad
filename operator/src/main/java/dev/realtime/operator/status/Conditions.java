package dev.realtime.operator.status;

import dev.realtime.operator.status.Verdict.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns verdicts into conditions. A condition whose content is as before is taken over as it is,
 * its time included: nothing is written for it, and its time can serve as a timer that outlives the
 * operator.
 */
public final class Conditions {
  private Conditions() {}

  /**
   * The conditions for the verdicts, times taken from those before where the status is the same.
   */
  public static List<Condition> of(
      List<Verdict> verdicts, List<Condition> before, long generation, Instant now) {
    return verdicts.stream().map(verdict -> condition(verdict, before, generation, now)).toList();
  }

  /** Since when a condition has had that status; empty: it has another, or is not there. */
  public static Optional<Instant> since(ConditionType type, Truth status, List<Condition> all) {
    return all.stream()
        .filter(condition -> condition.getType().equals(type.word()))
        .filter(condition -> condition.getStatus().equals(status.word()))
        .map(condition -> Instant.parse(condition.getLastTransitionTime()))
        .findFirst();
  }

  private static Condition condition(
      Verdict verdict, List<Condition> before, long generation, Instant now) {
    String status = verdict.status().word();
    Instant since =
        before.stream()
            .filter(old -> old.getType().equals(verdict.type().word()))
            .filter(old -> Objects.equals(old.getStatus(), status))
            .map(Condition::getLastTransitionTime)
            .filter(Objects::nonNull)
            .map(Instant::parse)
            .findFirst()
            .orElse(now);
    return new ConditionBuilder()
        .withType(verdict.type().word())
        .withStatus(status)
        .withReason(verdict.reason().word())
        .withMessage(verdict.message())
        .withObservedGeneration(generation)
        .withLastTransitionTime(since.truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }
}
