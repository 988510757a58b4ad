package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a remedy may look at.
 *
 * @param run name of the run it belongs to
 * @param generation generation of the service's spec
 * @param overrides what is overridden already
 * @param maintenance whether the spec asks for maintenance mode
 * @param interval time between two readings of the servers' metrics
 */
public record RemedyContext(
    String run,
    long generation,
    String service,
    RunbookSpec policy,
    List<Dependency> dependencies,
    Overrides overrides,
    boolean maintenance,
    Duration interval,
    Observations seen) {
  public RemedyContext {
    dependencies = List.copyOf(dependencies);
  }

  Facts facts() {
    return seen.facts();
  }

  /** Whether what is seen was seen after the step was applied, and so can show its effect. */
  static boolean seenAfter(Instant at, RunStep step) {
    return step.appliedAt() != null && !at.isBefore(step.appliedAt());
  }
}
