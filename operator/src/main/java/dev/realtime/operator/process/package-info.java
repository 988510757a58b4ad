/**
 * The operator as a process: settings from the environment, leadership, probes and metrics, and a
 * shutdown that loses nothing.
 *
 * <p>Two replicas run; one leads. Both keep their caches filled, so that a takeover only has to
 * begin to reconcile. A leader that is told to stop finishes what it is reconciling and then
 * releases its Lease, so that the other leads within its retry period (1 s, with jitter 2.2 s); one
 * that dies silently is replaced when its Lease expires (15 s).
 */
@NullMarked
package dev.realtime.operator.process;

import org.jspecify.annotations.NullMarked;
