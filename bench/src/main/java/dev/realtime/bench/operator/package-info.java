/**
 * The operator's peer: what the Java Operator SDK makes of a RealtimeService when nothing is added
 * to it. The same objects for each service, no runbook, no look at Redis or connections, a status
 * that says Ready.
 *
 * <p>{@link dev.realtime.bench.operator.BareOperator} takes the same environment as the project's
 * operator and counts its reconciles under the same name, so that {@code ./dev scale} can run it in
 * its place.
 */
@NullMarked
package dev.realtime.bench.operator;

import org.jspecify.annotations.NullMarked;
