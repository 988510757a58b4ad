package dev.realtime.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/**
 * The protocol of a target. Stateless: one value serves all connections.
 *
 * <p>Requests have ids: the connect request has 1, the n-th subscription 1 + n, publications the
 * numbers after them.
 */
public sealed interface Dialect permits CentrifugoJson, CentrifugoProtobuf, SocketIo, RawBytes {
  /** Whether a WebSocket is opened first; if not, the bytes of the connection are the messages. */
  boolean webSocket();

  /** The first bytes on the connection: the opening request of a WebSocket, or a greeting. */
  byte[] open(String host, boolean publisher);

  /**
   * The connect request and the subscriptions, in one frame where the protocol allows it.
   *
   * @param token empty to connect as nobody
   */
  ByteBuf hello(ByteBufAllocator allocator, String token, List<Subscription> subscriptions);

  /** What is sent after {@link Answer.Connected}, for protocols that cannot say it all at once. */
  default ByteBuf afterConnect(ByteBufAllocator allocator, List<Subscription> subscriptions) {
    return allocator.buffer(0);
  }

  /** One publication. */
  ByteBuf publish(ByteBufAllocator allocator, long id, String channel, byte[] payload);

  /**
   * Asks for the newest publications that are kept.
   *
   * @throws UnsupportedOperationException where the load has no use for it
   */
  default ByteBuf history(ByteBufAllocator allocator, long id, String channel, int limit) {
    throw new UnsupportedOperationException("Only the JSON protocol asks for history here");
  }

  /** The answer to a ping. */
  ByteBuf pong(ByteBufAllocator allocator);

  /**
   * Takes the payload of one frame apart.
   *
   * @param payloadBytes the size of every published payload, to step over it without looking
   */
  void read(ByteBuf bytes, int from, int to, int payloadBytes, Incoming incoming);

  /** The dialect of that name. */
  static Dialect named(String name) {
    return switch (name) {
      case "json" -> new CentrifugoJson();
      case "protobuf" -> new CentrifugoProtobuf();
      case "socket.io" -> new SocketIo();
      case "raw" -> new RawBytes();
      default ->
          throw new IllegalArgumentException(
              "There is no dialect '" + name + "'; there are json, protobuf, socket.io and raw");
    };
  }
}
