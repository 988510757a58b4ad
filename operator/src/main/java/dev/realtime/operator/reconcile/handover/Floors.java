package dev.realtime.operator.reconcile.handover;

import dev.realtime.api.v1alpha1.workload.Autoscaling;
import dev.realtime.operator.reconcile.Situation;

/** Limits of an autoscaler, with what the runbook and connections add to the spec's. */
public final class Floors {
  private Floors() {}

  /** The most replicas: the spec's, or the runbook's floor where that is higher. */
  public static int maximum(Situation situation, Autoscaling autoscaling) {
    return Math.max(autoscaling.maxReplicas(), situation.runbookFloor());
  }

  /** The least replicas: the highest of spec, runbook and connections, within the most. */
  public static int minimum(Situation situation, Autoscaling autoscaling) {
    int byConnections = autoscaling.countsConnections() ? situation.connectionFloor() : 0;
    int least =
        Math.max(autoscaling.minReplicas(), Math.max(situation.runbookFloor(), byConnections));
    return Math.min(least, maximum(situation, autoscaling));
  }
}
