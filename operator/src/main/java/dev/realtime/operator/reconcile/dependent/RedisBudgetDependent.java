package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Optional;

/**
 * A node drain takes one Redis, and one Sentinel, at a time, and only while the others are in sync.
 * A single Redis has none: it could never be drained.
 *
 * @param component whose pods
 */
public record RedisBudgetDependent(String component) implements Dependent<PodDisruptionBudget> {
  @Override
  public Class<PodDisruptionBudget> type() {
    return PodDisruptionBudget.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service() + "-" + component;
  }

  @Override
  public Optional<PodDisruptionBudget> desired(Situation situation) {
    return ManagedRedisPods.replicated(situation)
        .map(
            _ ->
                new PodDisruptionBudgetBuilder()
                    .withMetadata(situation.meta(name(situation), component).build())
                    .withNewSpec()
                    .withMaxUnavailable(new IntOrString(1))
                    .withNewSelector()
                    .withMatchLabels(situation.names().selector(component))
                    .endSelector()
                    .endSpec()
                    .build());
  }
}
