package dev.realtime.operator.reconcile.handover;

import dev.realtime.api.v1alpha1.status.ReplicaOwner;
import org.jspecify.annotations.Nullable;

/**
 * Who decides the number of replicas. The rule: the spec's number is written when it changes;
 * between changes the Deployment's number belongs to whoever set it last. The runbook's floor only
 * ever raises what is there, and ends without taking away what a person asked for: a number that it
 * has raised is kept, and stands in place of the spec's until that changes.
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
   * @param kept what somebody else had set before the runbook raised it; null: nobody had
   */
  record Found(
      int current,
      @Nullable Integer forSpec,
      @Nullable Integer written,
      @Nullable String released,
      @Nullable Integer kept) {
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
   * @param kept somebody else's number, to be kept for the end of the runbook's; null: there is
   *     none
   */
  record Decision(int replicas, boolean write, ReplicaOwner owner, @Nullable Integer kept) {}

  /**
   * Decides.
   *
   * @param wanted the spec's number
   * @param floor of the runbook; 0: none
   * @param release value of the release annotation; null: none
   */
  static Decision decide(Found found, int wanted, int floor, @Nullable String release) {
    boolean released = release != null && !release.equals(found.released());
    boolean newNumber = found.forSpec() == null || found.forSpec() != wanted;
    if (newNumber || released) {
      ReplicaOwner owner = floor > wanted ? ReplicaOwner.RUNBOOK : ReplicaOwner.SPEC;
      return new Decision(Math.max(wanted, floor), true, owner, null);
    }
    if (found.held()) {
      return floor > found.current()
          ? new Decision(floor, true, ReplicaOwner.RUNBOOK, found.current())
          : new Decision(found.current(), false, ReplicaOwner.FOREIGN, found.kept());
    }
    Integer kept = found.kept();
    int without = kept == null ? wanted : kept;
    int target = Math.max(without, floor);
    ReplicaOwner end = kept == null ? ReplicaOwner.SPEC : ReplicaOwner.FOREIGN;
    return new Decision(
        target, found.current() != target, floor > without ? ReplicaOwner.RUNBOOK : end, kept);
  }
}
