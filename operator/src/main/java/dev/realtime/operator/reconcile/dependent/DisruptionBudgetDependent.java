package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.DisruptionBudget;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Optional;

/** How many pods a node drain may take at a time. Pods that are not ready never hold it up. */
public final class DisruptionBudgetDependent implements Dependent<PodDisruptionBudget> {
  @Override
  public Class<PodDisruptionBudget> type() {
    return PodDisruptionBudget.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<PodDisruptionBudget> desired(Situation situation) {
    return Optional.of(situation.spec().disruptionBudget())
        .filter(DisruptionBudget::enabled)
        .map(
            budget ->
                new PodDisruptionBudgetBuilder()
                    .withMetadata(situation.meta(name(situation), Names.SERVER).build())
                    .withNewSpec()
                    .withMaxUnavailable(new IntOrString(budget.maxUnavailable()))
                    .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                    .withNewSelector()
                    .withMatchLabels(situation.names().selector(Names.SERVER))
                    .endSelector()
                    .endSpec()
                    .build());
  }
}
