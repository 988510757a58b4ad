package dev.realtime.operator.reconcile.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.status.ReplicaOwner;
import dev.realtime.operator.reconcile.handover.ReplicaRule.Decision;
import dev.realtime.operator.reconcile.handover.ReplicaRule.Found;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The Deployment of a service with {@code replicas: 2}. */
class ReplicaRuleTest {
  private static final int WANTED = 2;

  /** What a decision leaves on the Deployment. */
  private static Found after(Found before, Decision decision) {
    return decision.write()
        ? new Found(decision.replicas(), WANTED, decision.replicas(), null, decision.kept())
        : before;
  }

  private static Found found(int current, int written, @Nullable Integer kept) {
    return new Found(current, WANTED, written, null, kept);
  }

  @Test
  void numberSetByHandHolds() {
    assertThat(ReplicaRule.decide(found(5, 2, null), WANTED, 0, null))
        .isEqualTo(new Decision(5, false, ReplicaOwner.FOREIGN, null));
  }

  @Test
  void floorRaisesANumberSetByHandAndGivesItBack() {
    Found byHand = found(5, 2, null);
    Decision raised = ReplicaRule.decide(byHand, WANTED, 8, null);
    assertThat(raised).isEqualTo(new Decision(8, true, ReplicaOwner.RUNBOOK, 5));

    Found now = after(byHand, raised);
    for (int floor : new int[] {7, 6}) {
      Decision lower = ReplicaRule.decide(now, WANTED, floor, null);
      assertThat(lower).isEqualTo(new Decision(floor, true, ReplicaOwner.RUNBOOK, 5));
      now = after(now, lower);
    }
    Decision end = ReplicaRule.decide(now, WANTED, 0, null);
    assertThat(end).isEqualTo(new Decision(5, true, ReplicaOwner.FOREIGN, 5));
    assertThat(ReplicaRule.decide(after(now, end), WANTED, 0, null))
        .as("and holds from then on")
        .isEqualTo(new Decision(5, false, ReplicaOwner.FOREIGN, 5));
  }

  @Test
  void newNumberOfTheSpecEndsWhatWasKept() {
    assertThat(ReplicaRule.decide(found(8, 8, 5), 3, 0, null))
        .isEqualTo(new Decision(3, true, ReplicaOwner.SPEC, null));
    assertThat(ReplicaRule.decide(found(8, 8, 5), WANTED, 0, "now"))
        .as("so does a release")
        .isEqualTo(new Decision(2, true, ReplicaOwner.SPEC, null));
  }

  @Test
  void laterNumberSetByHandTakesThePlaceOfTheOneThatWasKept() {
    Decision raised = ReplicaRule.decide(found(4, 8, 5), WANTED, 8, null);
    assertThat(raised).isEqualTo(new Decision(8, true, ReplicaOwner.RUNBOOK, 4));
  }

  @Test
  void floorOverTheSpecsNumberEndsAtTheSpecs() {
    assertThat(ReplicaRule.decide(found(8, 8, null), WANTED, 0, null))
        .isEqualTo(new Decision(2, true, ReplicaOwner.SPEC, null));
  }
}
