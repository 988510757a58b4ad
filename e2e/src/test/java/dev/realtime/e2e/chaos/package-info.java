/**
 * Faults at random, from a seed, under clients with the official SDK, and every message checked.
 *
 * <pre>
 * seed ──▶ Mischief, one after the other ──▶ the cluster (Faults) ──▶ Ledger ──▶ bench/reports
 *                     Crowd: 200 clients, numbered messages, SlowLine ─┘
 * </pre>
 */
@NullMarked
package dev.realtime.e2e.chaos;

import org.jspecify.annotations.NullMarked;
