package dev.realtime.server.api;

import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PresenceStats;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.message.Disconnect;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the API does, on all nodes together.
 *
 * <p>No method blocks. A stage fails with {@link ApiException} for an error of the protocol (102
 * for an unknown namespace, 108 for a feature that is off, 112 for a position of another epoch),
 * and with the broker's exceptions where the broker cannot answer.
 */
public interface ApiBackend {
  /**
   * One publication.
   *
   * @param idempotencyKey null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on as it is, compared by nobody
  record Publish(
      String channel,
      byte[] data,
      Map<String, String> tags,
      boolean skipHistory,
      @Nullable String idempotencyKey,
      boolean delta,
      long version,
      String versionEpoch) {}

  /**
   * Connections of a user.
   *
   * @param user whose; empty for anonymous ones
   * @param client only the connection of this id; empty for all
   * @param session only the connection of this session; empty for all
   */
  record Target(String user, String client, String session) {}

  /**
   * Channels with subscribers.
   *
   * @param clients how many are subscribed, by channel
   * @param nextCursor where the next page begins; empty after the last
   */
  record ChannelPage(Map<String, Integer> clients, String nextCursor) {}

  /**
   * A node.
   *
   * @param uptimeSeconds since it started
   */
  record NodeInfo(
      String uid,
      String name,
      String version,
      int clients,
      int users,
      int subscriptions,
      int channels,
      long uptimeSeconds) {}

  /**
   * Publishes; the stage gives the publication's place, {@link StreamPosition#NONE} without one.
   */
  CompletionStage<StreamPosition> publish(Publish publication);

  /**
   * Subscribes connections to a channel.
   *
   * @param recoverSince deliver what was published after it; null for nothing
   */
  CompletionStage<Void> subscribe(
      Target target,
      String channel,
      SubscribeOptions options,
      @Nullable StreamPosition recoverSince);

  /** Ends subscriptions of connections to a channel. */
  CompletionStage<Void> unsubscribe(Target target, String channel);

  /**
   * Closes connections.
   *
   * @param except ids of connections that stay
   */
  CompletionStage<Void> disconnect(Target target, List<String> except, Disconnect disconnect);

  /**
   * Renews connections, or lets them expire.
   *
   * @param expired close them as expired
   * @param expireAt otherwise, when they expire, seconds since the Unix epoch; 0 for never
   */
  CompletionStage<Void> refresh(Target target, boolean expired, long expireAt);

  /** Who is in a channel, by client id. */
  CompletionStage<Map<String, ClientInfo>> presence(String channel);

  /** How many are in a channel. */
  CompletionStage<PresenceStats> presenceStats(String channel);

  /** What was published in a channel. */
  CompletionStage<HistoryPage> history(String channel, HistoryQuery query);

  /** Forgets what was published in a channel; offset and epoch stay. */
  CompletionStage<Void> removeHistory(String channel);

  /**
   * Channels with subscribers, in the order of their names.
   *
   * @param pattern {@code *} stands for any text, {@code ?} for one character; empty for all
   * @param cursor {@link ChannelPage#nextCursor()} of the page before; empty for the first
   * @param limit at most so many, above 0
   */
  CompletionStage<ChannelPage> channels(String pattern, String cursor, int limit);

  /** All nodes. */
  CompletionStage<List<NodeInfo>> info();

  /**
   * Calls a method of the server itself.
   *
   * @param params JSON; null if there are none
   * @return JSON; fails with 104 if there is no such method
   */
  CompletionStage<byte[]> rpc(String method, byte @Nullable [] params);
}
