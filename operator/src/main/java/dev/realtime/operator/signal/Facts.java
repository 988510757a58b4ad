package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import java.util.Map;

/**
 * Everything with structure that is known about a service at one moment.
 *
 * @param dependencies by the name of the dependency
 * @param alerts symptoms that an alert of the team's own Prometheus speaks of, with its name
 */
public record Facts(
    Fact<WorkloadFact> workload,
    Fact<RolloutFact> rollout,
    Fact<ResourceFact> resources,
    Fact<RedisFact> redis,
    Map<String, Fact<DependencyFact>> dependencies,
    Map<Symptom, String> alerts) {
  public Facts {
    dependencies = Map.copyOf(dependencies);
    alerts = Map.copyOf(alerts);
  }

  /** Without alerts. */
  public Facts(
      Fact<WorkloadFact> workload,
      Fact<RolloutFact> rollout,
      Fact<ResourceFact> resources,
      Fact<RedisFact> redis,
      Map<String, Fact<DependencyFact>> dependencies) {
    this(workload, rollout, resources, redis, dependencies, Map.of());
  }

  /** The same with these alerts. */
  public Facts with(Map<Symptom, String> firing) {
    return new Facts(workload, rollout, resources, redis, dependencies, firing);
  }

  /** Nothing is known. */
  public static Facts none() {
    return new Facts(Fact.never(), Fact.never(), Fact.never(), Fact.never(), Map.of());
  }
}
