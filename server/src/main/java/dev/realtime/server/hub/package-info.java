/**
 * Channel → subscribers, and the way of a publication to all of them.
 *
 * <p>The broker delivers to {@link dev.realtime.server.hub.Hub} on its own threads. The hub keeps
 * for each channel of this node a {@link dev.realtime.server.hub.HubChannel}: how far its stream
 * has been delivered, whether a gap is being repaired, and which event loops have subscribers. A
 * publication becomes one {@link dev.realtime.server.hub.Broadcast}, which goes as one reference
 * into the queue of each such loop ({@link dev.realtime.server.hub.HubLoop}); there, whatever waits
 * for one channel becomes one {@link dev.realtime.server.hub.ChannelBatch}, and its frame is handed
 * to every {@link dev.realtime.server.hub.Subscriber} of the loop; {@link
 * dev.realtime.server.hub.FanOutPace} says how soon. Nothing is locked per subscriber, nothing is
 * encoded more than once per {@link dev.realtime.server.hub.Wire}, and nothing is flushed more than
 * once per turn.
 *
 * <p>Publications that did not arrive are noticed here, once for all subscribers: by the next
 * offset, by comparing positions while it is quiet ({@link
 * dev.realtime.server.hub.Hub#checkPositions}), or because the broker says so. They are read from
 * history and delivered in order; only where that is not possible are clients told, at a bounded
 * rate.
 *
 * <p>After the broker lost a connection, the stream itself is in doubt: Redis may have gone back
 * and given offsets to others ({@link dev.realtime.server.hub.Checkpoint}). What clients that come
 * back read from history is bounded for the node ({@link dev.realtime.server.hub.RecoveryBudget}).
 */
@NullMarked
package dev.realtime.server.hub;

import org.jspecify.annotations.NullMarked;
