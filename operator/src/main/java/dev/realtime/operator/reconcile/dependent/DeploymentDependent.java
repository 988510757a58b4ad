package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.Rollout;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Optional;

/**
 * The server's pods. {@code spec.replicas} is not here: it has several writers and rules of its
 * own, see {@link dev.realtime.operator.reconcile.handover.ReplicaHandover}. New pods come first
 * and are ready before old ones drain: all of them together, unless the spec says how many.
 */
public final class DeploymentDependent implements Dependent<Deployment> {
  /** Old ReplicaSets kept, for people who look at the history. */
  private static final int HISTORY = 10;

  @Override
  public Class<Deployment> type() {
    return Deployment.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<Deployment> desired(Situation situation) {
    Rollout rollout = situation.spec().rollout();
    return Optional.of(
        new DeploymentBuilder()
            .withMetadata(situation.meta(name(situation), Names.SERVER).build())
            .withNewSpec()
            .withRevisionHistoryLimit(HISTORY)
            .withMinReadySeconds(rollout.minReadySeconds())
            .withProgressDeadlineSeconds(rollout.progressDeadlineSeconds())
            .withNewSelector()
            .withMatchLabels(situation.names().selector(Names.SERVER))
            .endSelector()
            .withNewStrategy()
            .withType("RollingUpdate")
            .withNewRollingUpdate()
            .withMaxSurge(surge(rollout))
            .withMaxUnavailable(new IntOrString(0))
            .endRollingUpdate()
            .endStrategy()
            .withTemplate(ServerPod.template(situation))
            .endSpec()
            .build());
  }

  /** All at once: a client of an old pod finds no other old pod to go to. */
  private static IntOrString surge(Rollout rollout) {
    return rollout.maxSurge() == null
        ? new IntOrString("100%")
        : new IntOrString(rollout.maxSurge());
  }
}
