package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.IncidentStatus;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.runbook.SymptomStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of a service's status that the runbook writes, and nobody else. */
public record StatusPart(
    List<ChecklistItem> checklist,
    @Nullable IncidentStatus incident,
    List<SymptomStatus> symptoms,
    Overrides overrides) {
  /** Figures alone are written at most this often: a hot status loop hurts everybody. */
  static final Duration REFRESH = Duration.ofSeconds(60);

  public StatusPart {
    checklist = List.copyOf(checklist);
    symptoms = List.copyOf(symptoms);
  }

  /** The part of a status nobody has written yet. */
  public static StatusPart empty() {
    return new StatusPart(List.of(), null, List.of(), Overrides.none());
  }

  /** What it says about a symptom; empty: nothing. */
  Optional<SymptomStatus> symptom(Symptom symptom) {
    return symptoms.stream().filter(status -> status.symptom() == symptom).findFirst();
  }

  /** Whether something has changed that is worth a write at once. */
  boolean differsInContent(StatusPart other) {
    return !overrides.equals(other.overrides)
        || !Objects.equals(incident, other.incident)
        || !phases(symptoms).equals(phases(other.symptoms))
        || !verdicts(checklist).equals(verdicts(other.checklist));
  }

  /** Whether it is due: changed in content, or in figures for longer than {@link #REFRESH}. */
  boolean due(StatusPart written, Instant writtenAt, Instant now) {
    return differsInContent(written)
        || (!equals(written) && !now.isBefore(writtenAt.plus(REFRESH)));
  }

  private record Phase(String symptom, SymptomPhase phase, @Nullable Instant firedAt) {}

  private static List<Phase> phases(List<SymptomStatus> symptoms) {
    return symptoms.stream()
        .map(s -> new Phase(s.symptom().text(), s.phase(), s.firedAt()))
        .toList();
  }

  private static List<String> verdicts(List<ChecklistItem> checklist) {
    return checklist.stream().map(item -> item.check() + "=" + item.verdict()).toList();
  }
}
