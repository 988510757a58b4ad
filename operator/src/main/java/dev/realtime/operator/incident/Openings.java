package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.detect.Tracked;
import dev.realtime.operator.diagnose.Case;
import dev.realtime.operator.diagnose.Diagnosis;
import dev.realtime.operator.diagnose.Planner;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The first status of a run, and its plan. */
final class Openings {
  private Openings() {}

  static RunbookRunStatus of(RunInput in) {
    Optional<Tracked> symptom = in.symptom();
    Instant detected = symptom.map(Tracked::firedAt).orElse(in.now());
    return new RunbookRunStatus(
        in.run().getMetadata().getGeneration(),
        RunState.PENDING,
        in.repair()
            ? symptom.map(s -> s.symptom() + ": " + s.figures()).orElse("looking for the cause")
            : "asked for " + in.run().getSpec().procedure(),
        null,
        null,
        List.of(),
        null,
        null,
        List.of(),
        List.of(),
        in.service().generation(),
        in.service().uid(),
        symptom.map(Tracked::suspectedAt).orElse(null),
        detected,
        null,
        null,
        null,
        null,
        List.of());
  }

  static RunbookRunStatus plan(RunInput in) {
    return in.repair() ? planRepair(in) : planProcedure(in);
  }

  private static RunbookRunStatus planRepair(RunInput in) {
    RunbookRun run = in.run();
    Symptom symptom = Objects.requireNonNull(run.getSpec().symptom(), "a repair has a symptom");
    Instant suspected = in.status().suspectedAt();
    var it =
        new Case(
            symptom,
            suspected == null ? in.status().detectedAt() : suspected,
            in.symptom().map(Tracked::figures).orElse(""),
            in.seen(),
            in.service().policy().thresholds().causes(),
            in.logs().get());
    Diagnosis diagnosis = Diagnosis.of(it);
    List<PlannedAction> ladder =
        Planner.plan(
            diagnosis, in.service().policy(), in.service().dependencies(), in.seen().facts());
    return new StatusDraft(in.status())
        .diagnosis(
            diagnosis.leading().cause(), diagnosis.leading().confidence(), diagnosis.evidence())
        .plan(Plans.of(ladder, in.now()), in.now())
        .state(RunState.PENDING, Summaries.planned(symptom, diagnosis, ladder))
        .build();
  }

  private static RunbookRunStatus planProcedure(RunInput in) {
    Action action = Objects.requireNonNull(in.run().getSpec().procedure().action());
    String reason = in.run().getSpec().reason();
    var rung =
        new PlannedAction(
            action, in.run().getSpec().parameters(), reason == null ? "asked for" : reason);
    return new StatusDraft(in.status())
        .plan(Plans.of(List.of(rung), in.now()), in.now())
        .state(RunState.PENDING, action.explanation())
        .build();
  }
}
