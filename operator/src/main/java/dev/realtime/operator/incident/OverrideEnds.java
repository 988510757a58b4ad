package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Overrides;
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
 * incident has been over for a while and it answers well. Replicas are given back by a run of its
 * own; the others stay until the spec changes, since only a person can say that they are not
 * needed.
 */
final class OverrideEnds {
  private static final Duration WELL_FOR = Duration.ofMinutes(5);

  /** Calls that are stopped are missed by clients: they are tried again sooner. */
  private static final Duration WELL_FOR_STOPPED_CALLS = Duration.ofMinutes(1);

  private OverrideEnds() {}

  static Overrides of(Overrides now, List<RunbookRun> runs, Observations seen) {
    List<ProxyOverride> kept =
        now.proxies().stream().filter(proxy -> !ended(proxy, runs, seen)).toList();
    return kept.size() == now.proxies().size() ? now : Overriding.proxies(now, kept);
  }

  private static boolean ended(ProxyOverride proxy, List<RunbookRun> runs, Observations seen) {
    Fact<DependencyFact> dependency =
        seen.facts().dependencies().getOrDefault(proxy.dependency(), Fact.never());
    Optional<RunbookRun> run =
        runs.stream().filter(r -> r.getMetadata().getName().equals(proxy.run())).findFirst();
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
