/**
 * The life of an incident, and the only place of the runbook that writes.
 *
 * <p>Everything an incident knows stands in the status of its {@code RunbookRun}; nothing that
 * matters is in memory. {@link dev.realtime.operator.incident.RunMachine} is pure: from a run and
 * what is seen it names the next {@link dev.realtime.operator.incident.Move} – write this status,
 * or carry out this change and then write that one, or stay. {@link
 * dev.realtime.operator.incident.ServiceRunbook} makes the moves, one service on one thread.
 *
 * <pre>
 *  Pending ──plan──▶ Pending ──guard allows──▶ Running ──applied──▶ Verifying ──▶ Succeeded
 *     ▲                │  │ needs approval        (intent written,      │  not helped
 *     │                │  └──▶ AwaitingApproval    then done)           │
 *     └── next rung ◀──┴─────────────────────────────────────────────◀──┘
 *                      └── last rung: Escalated, open until the symptom is gone
 * </pre>
 *
 * <p>Why a crash at any point is harmless. The intent to do a step, with all its parameters, is
 * written before it is done; a restarted operator finds the intent and does the step again, which
 * is the same as doing it once, since a change is computed from the step alone. Status writes carry
 * the resource version they were computed from: an operator that has been superseded writes
 * nothing. A run's name is computed from the service, the symptom and the time at which it fired,
 * which is in the service's status before the run is made: the run is made once.
 */
@NullMarked
package dev.realtime.operator.incident;

import org.jspecify.annotations.NullMarked;
