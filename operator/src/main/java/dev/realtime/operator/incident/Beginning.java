package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.operator.detect.Tracked;
import dev.realtime.operator.signal.Fact;
import java.time.Duration;
import java.time.Instant;

/**
 * The first moments of a leader, in which "unknown" says that it has not looked yet and nothing
 * about the service. What the leader before it has written stands until then: without that, each
 * restart of the operator would be two writes for each service.
 *
 * @param begun when this leader first looked at the service
 * @param firstNews from when on what is known of a new service is told, whatever is missing
 * @param over from when on "unknown" is the truth about the service, whoever should have looked
 */
record Beginning(Instant begun, Instant firstNews, Instant over) {
  private static final Duration AT_LEAST = Duration.ofSeconds(60);
  private static final Duration NEWS = Duration.ofSeconds(15);

  /** Rates take two readings; a third may be late. */
  private static final int READINGS = 3;

  /**
   * One that is over when every source had the time for its first readings.
   *
   * @param interval between two readings
   */
  static Beginning at(Instant now, Duration interval) {
    return new Beginning(
        now,
        now.plus(NEWS).plus(interval),
        now.plus(AT_LEAST).plus(interval.multipliedBy(READINGS)));
  }

  /** Whether nobody has looked for it yet, which is no wonder. */
  boolean tooEarlyFor(Fact<?> fact, Instant now) {
    return now.isBefore(over) && !fact.lookedFor();
  }

  /** Whether it has not been measured yet, which is no wonder. */
  boolean tooEarlyFor(Tracked symptom, Instant now) {
    return now.isBefore(over)
        && symptom.phase() == SymptomPhase.UNKNOWN
        && !symptom.measuredAt().isAfter(begun);
  }
}
