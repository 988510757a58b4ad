package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.runbook.SymptomStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One symptom over time. Everything but {@code measuredAt} is kept in the status of the service.
 *
 * @param since since when it is in this phase
 * @param suspectedAt when it was first seen in this spell, null while it is not
 * @param firedAt when it had held long enough, null while it has not
 * @param measuredAt when it could last be measured
 */
public record Tracked(
    Symptom symptom,
    SymptomPhase phase,
    Instant since,
    @Nullable Instant suspectedAt,
    @Nullable Instant firedAt,
    String figures,
    Instant measuredAt) {

  /** A symptom nobody has looked at yet. */
  public static Tracked initial(Symptom symptom, Instant now) {
    return new Tracked(symptom, SymptomPhase.UNKNOWN, now, null, null, "not measured yet", now);
  }

  /**
   * As a leader before left it in status. The new leader has no readings yet; a suspicion gets the
   * grace that a short silence of the source gets, so that a hold time half over is not begun
   * again. What fires stays open without it, and is not acted on before it was measured.
   */
  public static Tracked restored(SymptomStatus status, Instant now) {
    return new Tracked(
        status.symptom(),
        status.phase(),
        status.since(),
        status.suspectedAt(),
        status.firedAt(),
        status.figures(),
        status.phase() == SymptomPhase.FIRING ? Instant.EPOCH : now);
  }

  /** As kept in status. */
  public SymptomStatus status() {
    return new SymptomStatus(symptom, phase, since, suspectedAt, firedAt, figures);
  }

  Tracked same(String newFigures, Instant measured) {
    return new Tracked(symptom, phase, since, suspectedAt, firedAt, newFigures, measured);
  }

  Tracked healthy(String newFigures, Instant now) {
    return new Tracked(symptom, SymptomPhase.HEALTHY, now, null, null, newFigures, now);
  }

  Tracked suspect(String newFigures, Instant now) {
    return new Tracked(symptom, SymptomPhase.SUSPECT, now, now, null, newFigures, now);
  }

  Tracked firing(String newFigures, Instant now) {
    Instant fired = firedAt == null ? now : firedAt;
    return new Tracked(symptom, SymptomPhase.FIRING, now, suspectedAt, fired, newFigures, now);
  }

  Tracked recovering(String newFigures, Instant now) {
    return new Tracked(
        symptom, SymptomPhase.RECOVERING, now, suspectedAt, firedAt, newFigures, now);
  }

  Tracked unknown(String newFigures, Instant now) {
    return new Tracked(symptom, SymptomPhase.UNKNOWN, now, null, null, newFigures, measuredAt);
  }
}
