package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.RestartOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.WorkloadFact;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A rolling restart, by a time stamp on the pod template. */
final class Restart implements Remedy {
  @Override
  public Action action() {
    return Action.RESTART;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    return context.facts().workload().is(workload -> workload.desired() == 0)
        ? new Precondition.Impossible("the service is scaled to zero: there is nothing to restart")
        : new Precondition.Ready(asked);
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    return new Change.SetOverrides(
        Overriding.restart(
            context.overrides(),
            new RestartOverride(
                step.intendedAt(), context.run(), step.intendedAt(), context.generation())));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    // Kubernetes stamps pods with whole seconds.
    Instant intended = step.intendedAt().truncatedTo(ChronoUnit.SECONDS);
    boolean old =
        context
            .facts()
            .workload()
            .value()
            .map(WorkloadFact::pods)
            .map(pods -> pods.stream().anyMatch(pod -> pod.createdAt().isBefore(intended)))
            .orElse(true);
    return old ? new Effect.Pending("pods from before are left") : Rollouts.finished(context, step);
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "none needed: the pods run what they ran before";
  }
}
