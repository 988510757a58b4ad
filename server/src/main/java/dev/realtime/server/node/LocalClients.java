package dev.realtime.server.node;

import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.message.Disconnect;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The connections of this node. Every method may be called from any thread, and none blocks. */
public interface LocalClients {
  /** How many there are. */
  record Counts(int clients, int users, int subscriptions, int channels) {}

  /** Subscribes connections to a channel; those that are subscribed stay as they are. */
  void subscribe(
      Target target,
      String channel,
      SubscribeOptions options,
      @Nullable StreamPosition recoverSince);

  /** Ends subscriptions of connections to a channel. */
  void unsubscribe(Target target, String channel);

  /** Closes connections but those with the ids to be kept. */
  void disconnect(Target target, List<String> except, Disconnect disconnect);

  /**
   * Renews connections, or lets them expire.
   *
   * @param expireAt seconds since the Unix epoch; 0 for never
   */
  void refresh(Target target, boolean expired, long expireAt);

  /** Whether this node takes new ones. */
  boolean accepting();

  /** How many there are now. */
  Counts counts();

  /**
   * Channels with subscribers here, in the order of their names ({@link String#compareTo}).
   *
   * @param pattern only those that match; {@link ChannelPattern#ALL} for all
   * @param after only those after this name; empty for all
   * @param limit at most so many, the first ones
   * @return subscribers by channel
   */
  SortedMap<String, Integer> channels(ChannelPattern pattern, String after, int limit);

  /**
   * Hands over commands that came for a session by a separate request.
   *
   * @param session which; one that is gone is passed over in silence
   * @param data commands in the session's own protocol
   */
  void emulate(String session, byte[] data);
}
