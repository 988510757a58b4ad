/**
 * Client connections as the pods report them, and what follows from them: the number in the status,
 * the replicas that connections per replica call for ({@link
 * dev.realtime.operator.reconcile.connections.FloorWindow}), and which pod a scale-down takes first
 * ({@link dev.realtime.operator.reconcile.connections.DeletionCost}). What cannot be counted never
 * takes a pod away.
 */
@NullMarked
package dev.realtime.operator.reconcile.connections;

import org.jspecify.annotations.NullMarked;
