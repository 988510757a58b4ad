package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.ProxyOverride;
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
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the next move of a run depends on.
 *
 * @param lookingSince since when the service is measured as it is now: by this operator, with this
 *     spec
 * @param otherActs whether another repair of the service is in the middle of a step
 * @param history actions on the service by all its runs
 * @param logs the ends of the pods' logs, fetched when a diagnosis asks for them
 */
public record RunInput(
    RunbookRun run,
    ServiceView service,
    Overrides overrides,
    Observations seen,
    Map<Symptom, Tracked> symptoms,
    Instant lookingSince,
    boolean otherActs,
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

  /**
   * True once the symptom of a repair is gone, and not just because calls or clients are refused.
   */
  boolean over() {
    return symptomGone() && stoppedFor().isEmpty() && !HelplessMaintenance.hidesSymptom(this);
  }

  /**
   * The dependency that this run has stopped all calls to, as long as they are stopped and it is
   * not known to be well: what is refused is no symptom, but the trouble is as it was.
   */
  Optional<String> stoppedFor() {
    return overrides.proxies().stream()
        .filter(proxy -> Boolean.TRUE.equals(proxy.circuitOpen()))
        .map(ProxyOverride::dependency)
        .filter(this::hasStopped)
        .filter(
            dependency ->
                !seen.facts()
                    .dependencies()
                    .getOrDefault(dependency, Fact.never())
                    .is(DependencyFact::well))
        .findFirst();
  }

  private boolean hasStopped(String dependency) {
    return status().steps().stream()
        .filter(step -> step.action() == Action.OPEN_CIRCUIT && step.appliedAt() != null)
        .anyMatch(step -> dependency.equals(step.parameters().dependency()));
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
        Duration.ofSeconds(service.monitoring().intervalSeconds()),
        seen);
  }
}
