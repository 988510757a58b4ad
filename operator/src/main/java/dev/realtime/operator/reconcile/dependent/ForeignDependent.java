package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.ForeignKind;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/** A managed object of a kind that the cluster may not serve. */
public interface ForeignDependent extends Dependent<GenericKubernetesResource> {
  @Override
  default Class<GenericKubernetesResource> type() {
    return GenericKubernetesResource.class;
  }

  /** Its kind. */
  ForeignKind kind();

  /**
   * Whether the service does without it where its kind is not served. False: its absence is a
   * problem that the status shows.
   */
  boolean dispensable(Situation situation);
}
