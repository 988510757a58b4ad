/** What follows from connections, without a cluster. */
package dev.realtime.operator.reconcile.connections;
