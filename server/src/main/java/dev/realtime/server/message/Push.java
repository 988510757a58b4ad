package dev.realtime.server.message;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.StreamPosition;
import org.jspecify.annotations.Nullable;

/** What a client is told without having asked. */
public sealed interface Push {

  /** A publication in a channel. */
  record Published(String channel, Result.SentPublication publication) implements Push {}

  /** Somebody joined a channel. */
  record Joined(String channel, ClientInfo info) implements Push {}

  /** Somebody left a channel. */
  record Left(String channel, ClientInfo info) implements Push {}

  /** A subscription ended. */
  record Unsubscribed(String channel, Unsubscribe why) implements Push {}

  /** The server made a subscription. */
  @SuppressWarnings("ArrayRecordComponent")
  record Subscribed(
      String channel,
      boolean recoverable,
      StreamPosition position,
      boolean positioned,
      byte @Nullable [] data)
      implements Push {}

  /** A message outside any channel. */
  @SuppressWarnings("ArrayRecordComponent")
  record Message(byte[] data) implements Push {}

  /** The connection is made; unidirectional transports only. */
  record Connected(Result.Connected result) implements Push {}

  /** The connection ends; transports without close codes only. */
  record Disconnected(Disconnect why) implements Push {}

  /** The connection's time to live was renewed by the server. */
  record Refreshed(boolean expires, long ttl) implements Push {}

  /** The empty message that is a ping. */
  record Ping() implements Push {}
}
