/**
 * What the runbook does, one class per {@link dev.realtime.api.v1alpha1.runbook.Action}.
 *
 * <p>A {@link dev.realtime.operator.remediate.Remedy} is pure. It says whether it can be done now
 * and with which parameters (precondition), which {@link dev.realtime.operator.remediate.Change}
 * does it (apply), whether its effect has been seen (verify), and how a person would undo it (way
 * back). Carrying a change out, and writing down first that it will be, is the incident's business.
 *
 * <p>A change is computed from the step alone, never from the clock, so that applying it twice is
 * applying it once: that is what makes a crash between any two writes harmless. Nearly all changes
 * are overrides in the service's status, which the reconciler renders; the user's spec is never
 * written.
 */
@NullMarked
package dev.realtime.operator.remediate;

import org.jspecify.annotations.NullMarked;
