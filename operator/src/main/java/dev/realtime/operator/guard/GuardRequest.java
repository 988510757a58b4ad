package dev.realtime.operator.guard;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.operator.signal.Facts;
import java.time.Instant;
import java.util.List;

/**
 * The question whether an action may begin.
 *
 * @param service namespace and name, to tell the service's own incidents from others'
 * @param askedByPerson whether a person asked for exactly this action
 * @param runMode the mode of the run itself
 * @param paused whether the service carries the pause annotation
 * @param generation generation of the service's spec
 * @param history actions on this service, at least those of the last hour and of the longest
 *     cool-down
 * @param actionsInRun actions this run has carried out already
 * @param ownRollout whether the last action of this run began a rollout that has not helped in its
 *     time; what is in progress then is no news to wait for
 * @param approved whether a person approved the current plan
 */
public record GuardRequest(
    String service,
    Action action,
    boolean askedByPerson,
    RunbookMode runMode,
    RunbookSpec policy,
    boolean paused,
    long generation,
    List<PastAction> history,
    int actionsInRun,
    boolean ownRollout,
    boolean approved,
    Facts facts,
    Fleet fleet,
    Instant now) {
  public GuardRequest {
    history = List.copyOf(history);
  }

  /**
   * The mode that counts: a person's own for what a person asked for, else the strictest of all.
   */
  RunbookMode mode() {
    return askedByPerson ? runMode : policy.modeOf(action).stricter(runMode);
  }
}
