/**
 * What stands between a plan and an action. Pure: the same request always gets the same answer.
 *
 * <p>A guard answers before an action begins and never stops one that has. There are five answers:
 * <b>Allow</b>; <b>Hold</b>, not now, ask again; <b>Refuse</b>, not this, take the next rung;
 * <b>NeedsApproval</b> by a person; <b>DryRun</b>, write it down and leave it. Holds and refusals
 * carry the guard's name and a reason with figures, which end up in the run's status.
 *
 * <p>The order is from the most general to the most particular, so that the reason shown is the one
 * to deal with first: pause, mode, maintenance window, storm, rollout in progress, data safety,
 * cool-down, budget; and only what passes all of them is held for approval or dry run, so that a
 * person is never asked to approve what would then be refused.
 *
 * <p>A person who asks for a procedure has decided: mode, window, storm, cool-down and budget do
 * not apply to it. Pause, rollout in progress and data safety do.
 */
@NullMarked
package dev.realtime.operator.guard;

import org.jspecify.annotations.NullMarked;
