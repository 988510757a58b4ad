/**
 * The broker of a single node: channels in the heap, nothing shared, nothing kept over a restart.
 *
 * <p>Every channel has one lock; publications are numbered and delivered under it, so their order
 * is the stream's. Nothing is scheduled for a channel: what has expired is dropped when the channel
 * is next used, and a sweep every second drops the channels nobody uses any more.
 */
@NullMarked
package dev.realtime.server.broker.memory;

import org.jspecify.annotations.NullMarked;
