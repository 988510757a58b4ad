/**
 * What each event loop has one of: a wheel of deadlines, and the list of connections to flush at
 * the end of a turn.
 *
 * <p>A server with 50,000 clients has no 50,000 timers: everything that waits is a {@link
 * dev.realtime.server.loop.Timed} in the {@link dev.realtime.server.loop.LoopWheel} of its loop,
 * one node of a linked list. Writes are flushed once per turn of the loop, by {@link
 * dev.realtime.server.loop.LoopContext}: that is where batching comes from, without any delay.
 *
 * <p>All of it belongs to one thread, the loop's; nothing is locked.
 */
@NullMarked
package dev.realtime.server.loop;

import org.jspecify.annotations.NullMarked;
