/**
 * The operator's peer: what the Java Operator SDK makes of a RealtimeService when nothing is added
 * to it. The same objects for each service, no runbook, no look at Redis or connections, a status
 * that says Ready.
 *
 * <p>{@link dev.realtime.bench.operator.BareOperator} takes the place of the project's operator in
 * {@code ./dev scale --peer}.
 */
@NullMarked
package dev.realtime.bench.operator;

import org.jspecify.annotations.NullMarked;
