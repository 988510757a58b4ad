package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.operator.signal.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Moves every symptom one moment on. Pure. */
public final class Detector {
  /** As long as a source may be silent before a suspicion it fed is dropped. */
  static final Duration SILENCE = Duration.ofSeconds(15);

  private static final List<SymptomRule> RULES =
      List.of(new AvailabilityRule(), new OverloadRule(), new ErrorRateRule(), new LatencyRule());

  private Detector() {}

  /**
   * Every symptom after the moment of the observations.
   *
   * <p>An alert of the team's own Prometheus has held for its own time already, so it needs no hold
   * time here. It stands in where the operator sees nothing or is in doubt; where the operator
   * itself measures that all is well, its own eyes count: an alert ends minutes after its cause.
   *
   * @param before as returned the last time, or restored from status; symptoms not in it begin anew
   */
  public static Map<Symptom, Tracked> advance(
      Map<Symptom, Tracked> before, Observations seen, DetectionSettings settings) {
    var after = new EnumMap<Symptom, Tracked>(Symptom.class);
    for (SymptomRule rule : RULES) {
      Tracked tracked = before.get(rule.symptom());
      if (tracked == null) {
        tracked = Tracked.initial(rule.symptom(), seen.at());
      }
      Measurement own = rule.measure(seen, settings);
      String alert = seen.facts().alerts().get(rule.symptom());
      boolean alerted = alert != null && !(own instanceof Measurement.Good);
      after.put(
          rule.symptom(),
          advance(
              tracked,
              alerted ? new Measurement.Bad("alert " + alert + "; " + own.figures(), true) : own,
              alerted ? Duration.ZERO : rule.hold(settings),
              settings.recover(),
              seen.at()));
    }
    return after;
  }

  /** One symptom after one measurement. */
  static Tracked advance(
      Tracked before, Measurement measured, Duration hold, Duration recover, Instant now) {
    return switch (measured) {
      case Measurement.Unknown(String why) -> afterUnknown(before, why, now);
      case Measurement.Bad(String figures, boolean enough) ->
          afterBad(before, figures, enough, hold, now);
      case Measurement.Between(String figures) -> afterBetween(before, figures, now);
      case Measurement.Good(String figures) -> afterGood(before, figures, recover, now);
    };
  }

  private static Tracked afterUnknown(Tracked before, String why, Instant now) {
    return switch (before.phase()) {
      case HEALTHY -> before.unknown(why, now);
      case UNKNOWN -> before.same(why, before.measuredAt());
      case SUSPECT ->
          now.isAfter(before.measuredAt().plus(SILENCE))
              ? before.unknown(why, now)
              : before.same(before.figures(), before.measuredAt());
      // An incident stays open while nobody can see whether it is over.
      case FIRING -> before.same(why, before.measuredAt());
      case RECOVERING -> before.recovering(why, now);
    };
  }

  private static Tracked afterBad(
      Tracked before, String figures, boolean enough, Duration hold, Instant now) {
    return switch (before.phase()) {
      case HEALTHY, UNKNOWN ->
          enough && hold.isZero()
              ? before.suspect(figures, now).firing(figures, now)
              : before.suspect(figures, now);
      case SUSPECT ->
          enough && !now.isBefore(before.since().plus(hold))
              ? before.firing(figures, now)
              : before.same(figures, now);
      case FIRING -> before.same(figures, now);
      case RECOVERING -> before.firing(figures, now);
    };
  }

  private static Tracked afterBetween(Tracked before, String figures, Instant now) {
    return switch (before.phase()) {
      case HEALTHY, FIRING -> before.same(figures, now);
      case UNKNOWN, SUSPECT -> before.healthy(figures, now);
      case RECOVERING -> before.recovering(figures, now);
    };
  }

  private static Tracked afterGood(Tracked before, String figures, Duration recover, Instant now) {
    return switch (before.phase()) {
      case HEALTHY -> before.same(figures, now);
      case UNKNOWN, SUSPECT -> before.healthy(figures, now);
      case FIRING -> before.recovering(figures, now);
      case RECOVERING ->
          now.isBefore(before.since().plus(recover))
              ? before.same(figures, now)
              : before.healthy(figures, now);
    };
  }

  /** True if acting on the symptom is justified right now: it fires, and was just measured. */
  public static boolean actionable(Tracked tracked, Instant now) {
    return tracked.phase() == SymptomPhase.FIRING
        && !now.isAfter(tracked.measuredAt().plus(SILENCE));
  }
}
