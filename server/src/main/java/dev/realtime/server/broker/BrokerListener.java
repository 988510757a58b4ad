package dev.realtime.server.broker;

import org.jspecify.annotations.Nullable;

/**
 * Takes what a broker delivers.
 *
 * <p>Calls for one channel come one after the other and in stream order; calls for different
 * channels may come at once from several threads. A call returns quickly and never blocks.
 */
public interface BrokerListener {
  /**
   * A publication arrived.
   *
   * @param epoch of the channel's stream; empty without history
   * @param previous payload of the publication before it in the stream, when delta was asked for
   *     and there is one
   */
  void onPublication(
      String channel, Publication publication, String epoch, byte @Nullable [] previous);

  /** A client joined. */
  void onJoin(String channel, ClientInfo info);

  /** A client left. */
  void onLeave(String channel, ClientInfo info);

  /** A message from a node, this one included. */
  void onControl(byte[] message);

  /**
   * The connection that heard these channels was lost. What comes next may be of a server that lost
   * the last publications and has numbered others like them since, so the newest publication
   * delivered has to be found in history before any other is delivered. Followed by {@link
   * #onDeliveryGap} when they are heard again, before which history may not be readable.
   */
  default void onDeliveryInterrupted(Iterable<String> channels) {}

  /**
   * Deliveries of these channels may have been missed until now, and will be heard from now on: the
   * subscription was lost and made again, or an incoming queue overflowed. Positions have to be
   * compared, and gaps filled from history, before clients are told. A stream whose epoch changed,
   * or whose top lies below a client's position (a failover lost what its replica had not got),
   * cannot be repaired.
   */
  void onDeliveryGap(Iterable<String> channels);
}
