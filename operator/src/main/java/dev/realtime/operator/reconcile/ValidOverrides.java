package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import org.jspecify.annotations.Nullable;

/**
 * The overrides that hold. A new generation of the spec ends them at once, before the runbook has
 * taken them out of the status. The stamp of a restart is the exception: without it the pods would
 * restart again.
 */
final class ValidOverrides {
  private ValidOverrides() {}

  static Overrides of(RealtimeService service) {
    Overrides all = service.statusOrEmpty().overrides();
    if (all == null) {
      return Overrides.none();
    }
    Long generation = service.getMetadata().getGeneration();
    return new Overrides(
        all.replicas() != null && holds(all.replicas().generation(), generation)
            ? all.replicas()
            : null,
        all.restart(),
        all.revision() != null && holds(all.revision().generation(), generation)
            ? all.revision()
            : null,
        all.maintenance() != null && holds(all.maintenance().generation(), generation)
            ? all.maintenance()
            : null,
        all.redisMemory() != null && holds(all.redisMemory().generation(), generation)
            ? all.redisMemory()
            : null,
        all.limits() != null && holds(all.limits().generation(), generation) ? all.limits() : null,
        all.proxies().stream().filter(proxy -> holds(proxy.generation(), generation)).toList());
  }

  private static boolean holds(Long madeFor, @Nullable Long generation) {
    return generation == null || madeFor >= generation;
  }
}
