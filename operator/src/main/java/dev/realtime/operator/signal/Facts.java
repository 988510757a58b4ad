package dev.realtime.operator.signal;

import java.util.Map;

/**
 * Everything with structure that is known about a service at one moment.
 *
 * @param dependencies by the name of the dependency
 */
public record Facts(
    Fact<WorkloadFact> workload,
    Fact<RolloutFact> rollout,
    Fact<ResourceFact> resources,
    Fact<RedisFact> redis,
    Map<String, Fact<DependencyFact>> dependencies) {
  public Facts {
    dependencies = Map.copyOf(dependencies);
  }

  /** Nothing is known. */
  public static Facts none() {
    return new Facts(Fact.never(), Fact.never(), Fact.never(), Fact.never(), Map.of());
  }
}
