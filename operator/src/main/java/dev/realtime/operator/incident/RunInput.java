package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.detect.Tracked;
import dev.realtime.operator.diagnose.LogTail;
import dev.realtime.operator.guard.Fleet;
import dev.realtime.operator.guard.PastAction;
import dev.realtime.operator.remediate.RemedyContext;
import dev.realtime.operator.signal.Observations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the next move of a run depends on.
 *
 * @param history actions on the service by all its runs
 * @param logs the ends of the pods' logs, fetched when a diagnosis asks for them
 */
public record RunInput(
    RunbookRun run,
    ServiceView service,
    Overrides overrides,
    Observations seen,
    Map<Symptom, Tracked> symptoms,
    List<PastAction> history,
    Fleet fleet,
    Supplier<List<LogTail>> logs) {

  Instant now() {
    return seen.at();
  }

  RunbookRunStatus status() {
    return run.getStatus();
  }

  String name() {
    return run.getMetadata().getName();
  }

  boolean repair() {
    return run.getSpec().procedure() == Procedure.REPAIR;
  }

  boolean askedByPerson() {
    return run.getSpec().trigger() == Trigger.PERSON;
  }

  /** The symptom of a repair, if it is tracked. */
  Optional<Tracked> symptom() {
    return Optional.ofNullable(run.getSpec().symptom()).map(symptoms::get);
  }

  /** True once the symptom of a repair is gone for its recovery time. */
  boolean symptomGone() {
    return symptom().map(tracked -> tracked.phase() == SymptomPhase.HEALTHY).orElse(false);
  }

  RemedyContext context() {
    return new RemedyContext(
        name(),
        service.generation(),
        service.name(),
        service.policy(),
        service.dependencies(),
        overrides,
        service.maintenance(),
        seen);
  }
}
