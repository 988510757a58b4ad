package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.ProxyOverride;
import dev.realtime.api.v1alpha1.runbook.RevisionOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fewer calls to a dependency: {@code CapConcurrency}, {@code CacheResponses}, {@code OpenCircuit}.
 * Each adds to what an earlier one set for the same dependency.
 */
final class RelieveDependency implements Remedy {
  private final Action action;

  RelieveDependency(Action action) {
    this.action = action;
  }

  @Override
  public Action action() {
    return action;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    Optional<Dependency> dependency = dependency(context, asked);
    if (dependency.isEmpty()) {
      return new Precondition.Impossible(
          "there is no dependency " + asked.dependency() + " in spec.dependencies");
    }
    RevisionOverride revision = context.overrides().revision();
    if (revision != null && revision.configuration() != null) {
      return new Precondition.Impossible(
          "the pods have the configuration of revision "
              + revision.revision()
              + ", to which the runbook went back, as it was recorded");
    }
    DependencyPolicy policy = dependency.get().policy();
    Integer cap = asked.concurrency() == null ? policy.concurrencyCap() : asked.concurrency();
    Integer cache = asked.cacheSeconds() == null ? policy.cacheSeconds() : asked.cacheSeconds();
    return switch (action) {
      case CAP_CONCURRENCY ->
          cap == null
              ? new Precondition.Impossible("neither parameters nor policy say how many calls")
              : new Precondition.Ready(Asked.withLimits(asked, cap, null));
      case CACHE_RESPONSES ->
          cache == null
              ? new Precondition.Impossible("neither parameters nor policy say how long")
              : new Precondition.Ready(Asked.withLimits(asked, null, cache));
      default -> new Precondition.Ready(asked);
    };
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    String name = step.parameters().dependency();
    if (name == null) {
      throw new IllegalStateException("step " + step.rung() + " of " + action + " names nothing");
    }
    ProxyOverride there = Overriding.proxyOf(context.overrides(), name);
    return new Change.SetOverrides(
        Overriding.proxy(
            context.overrides(),
            new ProxyOverride(
                name,
                dependency(context, step.parameters())
                    .map(dependency -> dependency.policy().proxies())
                    .orElse(List.of()),
                or(step.parameters().concurrency(), there == null ? null : there.concurrency()),
                or(step.parameters().cacheSeconds(), there == null ? null : there.cacheSeconds()),
                action == Action.OPEN_CIRCUIT
                    ? Boolean.TRUE
                    : there == null ? null : there.circuitOpen(),
                context.run(),
                step.intendedAt(),
                context.generation())));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    return ProxyEffects.of(action, context, step);
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "dropped by the operator once the dependency is well; a new generation of the spec drops"
        + " it at once";
  }

  private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
    return first == null ? second : first;
  }

  private static Optional<Dependency> dependency(RemedyContext context, ActionParameters asked) {
    return context.dependencies().stream()
        .filter(dependency -> dependency.name().equals(asked.dependency()))
        .findFirst();
  }
}
