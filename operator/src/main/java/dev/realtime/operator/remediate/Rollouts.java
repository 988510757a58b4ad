package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.WorkloadFact;
import java.time.Instant;

/** Whether the pods have been replaced, which is what several remedies wait for. */
final class Rollouts {
  private Rollouts() {}

  /** All replicas ready and none of an older revision left, seen after the step was applied. */
  static Effect finished(RemedyContext context, RunStep step) {
    return switch (context.facts().workload()) {
      case Fact.Unknown<WorkloadFact>(String why, Instant _) -> new Effect.Pending(why);
      case Fact.Known<WorkloadFact>(WorkloadFact workload, Instant at) -> {
        if (!RemedyContext.seenAfter(at, step)) {
          yield new Effect.Pending("not looked at since");
        }
        if (workload.rolloutInProgress()) {
          yield new Effect.Pending("pods are being replaced");
        }
        yield workload.ready() >= workload.desired()
            ? new Effect.Seen(workload.ready() + " pods are ready")
            : new Effect.Pending(
                workload.ready() + " of " + workload.desired() + " pods are ready");
      }
    };
  }
}
