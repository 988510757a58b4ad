/**
 * Keeps the objects of a service as its spec says. {@link
 * dev.realtime.operator.reconcile.RealtimeServiceReconciler} gathers a {@link
 * dev.realtime.operator.reconcile.Situation}, from which the objects in {@code dependent} follow;
 * applies those that differ; lets {@code handover} decide about the two fields that have several
 * writers; and reports. It blocks on nothing but the API server.
 */
@NullMarked
package dev.realtime.operator.reconcile;

import org.jspecify.annotations.NullMarked;
