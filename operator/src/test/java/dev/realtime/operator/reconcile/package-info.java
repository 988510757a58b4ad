/** The reconciler against a real API server. */
package dev.realtime.operator.reconcile;
