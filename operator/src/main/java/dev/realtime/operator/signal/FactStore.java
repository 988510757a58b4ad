package dev.realtime.operator.signal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The latest facts of one service. Safe for use by many threads. */
public final class FactStore {
  private volatile Fact<WorkloadFact> workload = Fact.never();
  private volatile Fact<RolloutFact> rollout = Fact.never();
  private volatile Fact<ResourceFact> resources = Fact.never();
  private volatile Fact<RedisFact> redis = Fact.never();
  private final Map<String, Fact<DependencyFact>> dependencies = new ConcurrentHashMap<>();

  void workload(Fact<WorkloadFact> fact) {
    workload = fact;
  }

  void rollout(Fact<RolloutFact> fact) {
    rollout = fact;
  }

  void resources(Fact<ResourceFact> fact) {
    resources = fact;
  }

  void redis(Fact<RedisFact> fact) {
    redis = fact;
  }

  void dependency(String name, Fact<DependencyFact> fact) {
    dependencies.put(name, fact);
  }

  /** Forgets dependencies that the spec names no longer. */
  void keepDependencies(Set<String> names) {
    dependencies.keySet().retainAll(names);
  }

  /** What is known now. */
  public Facts facts() {
    return new Facts(workload, rollout, resources, redis, dependencies);
  }
}
