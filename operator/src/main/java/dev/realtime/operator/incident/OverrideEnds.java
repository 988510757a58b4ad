package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Check;
import dev.realtime.api.v1alpha1.runbook.CheckVerdict;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.MaintenanceOverride;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.ProxyOverride;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.remediate.Overriding;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Drops the overrides whose reason has ended. Calls to a dependency are relieved no longer when its
 * incident has been over for a while and it answers well. Maintenance mode for lack of anything
 * better ends with its incident, and before that when what did not answer has answered for a while;
 * of other causes only a person can say that they are gone. Replicas are given back by a run of its
 * own; the others stay until the spec changes, since only a person can say that they are not
 * needed.
 */
final class OverrideEnds {
  private static final Duration WELL_FOR = Duration.ofMinutes(5);

  /** Calls that are stopped are missed by clients: they are tried again sooner. */
  private static final Duration WELL_FOR_STOPPED_CALLS = Duration.ofMinutes(1);

  private OverrideEnds() {}

  /**
   * What is left.
   *
   * @param checklist as evaluated from what is seen
   */
  static Overrides of(
      Overrides now, List<RunbookRun> runs, Observations seen, List<ChecklistItem> checklist) {
    List<ProxyOverride> kept =
        now.proxies().stream().filter(proxy -> !ended(proxy, runs, seen)).toList();
    Overrides left = kept.size() == now.proxies().size() ? now : Overriding.proxies(now, kept);
    MaintenanceOverride maintenance = now.maintenance();
    return maintenance != null && ended(maintenance, runs, checklist, seen.at())
        ? Overriding.maintenance(left, null)
        : left;
  }

  /** One that a person asked for has no end of its own. */
  private static boolean ended(
      MaintenanceOverride maintenance,
      List<RunbookRun> runs,
      List<ChecklistItem> checklist,
      Instant now) {
    return run(runs, maintenance.run())
        .filter(run -> run.getSpec().procedure() == Procedure.REPAIR && run.getStatus() != null)
        .filter(run -> !run.open() || causeIsGone(run, maintenance.since(), checklist, now))
        .isPresent();
  }

  /**
   * What did not answer when maintenance mode began, and has answered since for long enough. Only
   * of causes that show whether clients come or not: a database that was exhausted is not, while
   * nobody asks for it.
   */
  private static boolean causeIsGone(
      RunbookRun run, Instant since, List<ChecklistItem> checklist, Instant now) {
    Cause cause = run.getStatus().cause();
    Check shows =
        switch (cause) {
          case REDIS_UNREACHABLE -> Check.REDIS;
          case DATABASE_UNREACHABLE -> Check.DATABASE;
          case DOWNSTREAM_FAILING -> Check.DOWNSTREAM_SERVICES;
          case null, default -> null;
        };
    return checklist.stream()
        .filter(item -> item.check() == shows && item.verdict() == CheckVerdict.OK)
        .anyMatch(
            item -> item.since().isAfter(since) && !now.isBefore(item.since().plus(WELL_FOR)));
  }

  private static Optional<RunbookRun> run(List<RunbookRun> runs, String name) {
    return runs.stream().filter(run -> run.getMetadata().getName().equals(name)).findFirst();
  }

  private static boolean ended(ProxyOverride proxy, List<RunbookRun> runs, Observations seen) {
    Fact<DependencyFact> dependency =
        seen.facts().dependencies().getOrDefault(proxy.dependency(), Fact.never());
    Optional<RunbookRun> run = run(runs, proxy.run());
    if (run.isPresent() && run.get().open()) {
      return false;
    }
    // The record of its run may have been pruned: then it ended long ago.
    Instant over =
        run.map(r -> r.getStatus().finishedAt()).filter(Objects::nonNull).orElse(proxy.since());
    Duration wellFor = Boolean.TRUE.equals(proxy.circuitOpen()) ? WELL_FOR_STOPPED_CALLS : WELL_FOR;
    return !seen.at().isBefore(over.plus(wellFor)) && dependency.is(DependencyFact::well);
  }
}
