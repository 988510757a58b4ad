/**
 * The load itself: many clients on few event loops, and a publisher on a fixed schedule.
 *
 * <p>A {@link dev.realtime.bench.load.Fleet} holds the clients. A {@link
 * dev.realtime.bench.load.Client} is what outlives a connection: its streams and what it has seen
 * of them; a {@link dev.realtime.bench.load.Connection} is one socket of it. Each event loop counts
 * in a {@link dev.realtime.bench.load.Recorder} of its own, so that a delivery takes no lock.
 *
 * <p>The load is open: a {@link dev.realtime.bench.load.Publisher} sends by the clock, whether or
 * not the target keeps up, and latency counts from the time a publication was due. What the target
 * delays is therefore never left out (no coordinated omission).
 */
@NullMarked
package dev.realtime.bench.load;

import org.jspecify.annotations.NullMarked;
