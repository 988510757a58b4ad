/**
 * What the server says of itself, in three questions that are easily confused.
 *
 * <ul>
 *   <li>{@code /livez}: would a restart help? Only what a restart mends counts: event loops that do
 *       not turn.
 *   <li>{@code /readyz}: should new clients be sent here? Not while starting or draining, nor while
 *       it is full or short of memory. Redis trouble does not count: clients here keep their
 *       connections, and another pod has the same Redis.
 *   <li>{@code /health}: what would an on-call engineer look at? Every check with its reason, since
 *       when, and what was measured. It answers 503 if any check is down, so that nobody mistakes a
 *       broken dependency for health.
 * </ul>
 *
 * <p>A check answers from state that is kept up to date elsewhere. It never blocks and never calls
 * out. One that throws is down, with the exception as its reason.
 */
@NullMarked
package dev.realtime.server.health;

import org.jspecify.annotations.NullMarked;
