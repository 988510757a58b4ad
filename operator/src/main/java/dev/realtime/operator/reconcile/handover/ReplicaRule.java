package dev.realtime.operator.reconcile.handover;

import dev.realtime.api.v1alpha1.status.ReplicaOwner;
import org.jspecify.annotations.Nullable;

/**
 * Who decides the number of replicas. The rule: the spec's number is written when it changes;
 * between changes the Deployment's number belongs to whoever set it last. The runbook's floor only
 * ever raises what is there, and ends without taking away what a person asked for.
 */
final class ReplicaRule {
  private ReplicaRule() {}

  /**
   * What the Deployment says.
   *
   * @param current its number
   * @param forSpec the spec's number when the operator last wrote; null: it never did
   * @param written the number it wrote
   * @param released value of the release annotation it has honoured
   */
  record Found(
      int current,
      @Nullable Integer forSpec,
      @Nullable Integer written,
      @Nullable String released) {
    /** Whether somebody else changed the number since. */
    boolean held() {
      return written != null && current != written;
    }
  }

  /**
   * What to do.
   *
   * @param replicas the number the Deployment is to have
   * @param write whether it, or the marks beside it, have to be written
   * @param owner who decided
   */
  record Decision(int replicas, boolean write, ReplicaOwner owner) {}

  /**
   * Decides.
   *
   * @param wanted the spec's number
   * @param floor of the runbook; 0: none
   * @param release value of the release annotation; null: none
   */
  static Decision decide(Found found, int wanted, int floor, @Nullable String release) {
    ReplicaOwner owner = floor > wanted ? ReplicaOwner.RUNBOOK : ReplicaOwner.SPEC;
    int target = Math.max(wanted, floor);
    boolean released = release != null && !release.equals(found.released());
    boolean newNumber = found.forSpec() == null || found.forSpec() != wanted;
    if (newNumber || released) {
      return new Decision(target, true, owner);
    }
    if (found.held()) {
      return floor > found.current()
          ? new Decision(floor, true, ReplicaOwner.RUNBOOK)
          : new Decision(found.current(), false, ReplicaOwner.FOREIGN);
    }
    return new Decision(target, found.current() != target, owner);
  }
}
