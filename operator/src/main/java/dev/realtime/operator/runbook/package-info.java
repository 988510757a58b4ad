/**
 * The runbook at work: finds the services, gives each its samplers and its loop while this replica
 * leads, and takes them away again. The parts it puts together are explained in {@link
 * dev.realtime.operator.signal}.
 *
 * <p>What a sampler says of objects comes from watches that all services share with the reconciler
 * ({@code ServiceCaches}), so that a thousand services at rest ask the API server for nothing. What
 * is watched can be the past: while a watch has broken off, or {@code ApiHeartbeat} gets no answer,
 * it is unknown.
 */
@NullMarked
package dev.realtime.operator.runbook;

import org.jspecify.annotations.NullMarked;
