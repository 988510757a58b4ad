package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.ReplicasOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.WorkloadFact;
import java.time.Instant;
import java.util.Optional;

/** More replicas, by a floor under their number: {@code ScaleUp} and {@code EmergencyScale}. */
final class ReplicaFloor implements Remedy {
  private final Action action;

  ReplicaFloor(Action action) {
    this.action = action;
  }

  @Override
  public Action action() {
    return action;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    Optional<WorkloadFact> workload = context.facts().workload().value();
    if (workload.isEmpty()) {
      return new Precondition.Unknown("it is not known how many replicas there are");
    }
    int now = workload.get().desired();
    int ceiling = context.policy().ceilings().replicas();
    int wanted =
        asked.replicas() != null
            ? asked.replicas()
            : action == Action.EMERGENCY_SCALE
                ? context.policy().emergencyReplicas()
                : Math.max(now + 1, (int) Math.ceil(now * 1.5));
    int target = Math.min(wanted, ceiling);
    if (target <= now) {
      return new Precondition.Impossible(
          "there are "
              + now
              + " replicas already; asked for "
              + wanted
              + ", spec.runbook.ceilings.replicas is "
              + ceiling);
    }
    return new Precondition.Ready(Asked.withReplicas(asked, target));
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    Integer target = step.parameters().replicas();
    if (target == null) {
      throw new IllegalStateException("step " + step.rung() + " of " + action + " has no replicas");
    }
    ReplicasOverride there = context.overrides().replicas();
    // The number to come back to is the one from before the first step of all.
    int before =
        there != null
            ? there.before()
            : context.facts().workload().value().map(WorkloadFact::desired).orElse(target);
    return new Change.SetOverrides(
        Overriding.replicas(
            context.overrides(),
            new ReplicasOverride(
                target,
                Math.min(before, target),
                step.intendedAt(),
                context.run(),
                there == null ? step.intendedAt() : there.since(),
                context.generation())));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    int target = step.parameters().replicas() == null ? 0 : step.parameters().replicas();
    return switch (context.facts().workload()) {
      case Fact.Unknown<WorkloadFact>(String why, Instant _) -> new Effect.Pending(why);
      case Fact.Known<WorkloadFact>(WorkloadFact workload, Instant _) ->
          workload.ready() >= target
              ? new Effect.Seen(workload.ready() + " pods are ready")
              : new Effect.Pending(workload.ready() + " of " + target + " pods are ready");
    };
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "given back by the operator once the service is well; or create a RunbookRun with"
        + " procedure GiveBack";
  }
}
