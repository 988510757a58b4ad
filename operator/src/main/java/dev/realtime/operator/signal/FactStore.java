package dev.realtime.operator.signal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The latest facts of one service. Safe for use by many threads. */
public final class FactStore {
  private volatile Fact<WorkloadFact> workload = Fact.never();
  private volatile Fact<RolloutFact> rollout = Fact.never();
  private volatile Fact<ResourceFact> resources = Fact.never();
  private volatile Fact<RedisFact> redis = Fact.never();
  private final Map<String, Fact<DependencyFact>> dependencies = new ConcurrentHashMap<>();
  private final AtomicLong news = new AtomicLong();

  void workload(Fact<WorkloadFact> fact) {
    count(workload, fact);
    workload = fact;
  }

  void rollout(Fact<RolloutFact> fact) {
    count(rollout, fact);
    rollout = fact;
  }

  void resources(Fact<ResourceFact> fact) {
    count(resources, fact);
    resources = fact;
  }

  void redis(Fact<RedisFact> fact) {
    count(redis, fact);
    redis = fact;
  }

  void dependency(String name, Fact<DependencyFact> fact) {
    Fact<DependencyFact> before = dependencies.put(name, fact);
    count(before == null ? Fact.never() : before, fact);
  }

  /** Forgets dependencies that the spec names no longer. */
  void keepDependencies(Set<String> names) {
    dependencies.keySet().retainAll(names);
  }

  /** How often a fact came to say something else. */
  long news() {
    return news.get();
  }

  private <T> void count(Fact<T> before, Fact<T> now) {
    if (!now.saysAs(before)) {
      news.incrementAndGet();
    }
  }

  /** What is known now. */
  public Facts facts() {
    return new Facts(workload, rollout, resources, redis, dependencies);
  }
}
