package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerListener;
import io.lettuce.core.protocol.CommandType;

/**
 * How messages travel: the pub/sub commands of the topology, and the kinds of pub/sub channels.
 *
 * @param publish PUBLISH or SPUBLISH
 * @param subscribe SUBSCRIBE or SSUBSCRIBE
 * @param unsubscribe UNSUBSCRIBE or SUNSUBSCRIBE
 * @param batchesShareSlot whether the channels of one command must share a slot
 */
record Dialect(
    CommandType publish, CommandType subscribe, CommandType unsubscribe, boolean batchesShareSlot) {
  /** Publications, joins, leaves of a channel; each a letter of {@link Names}. */
  static final char CHANNEL = 'c';

  /** Control messages to a node or all. */
  static final char CONTROL = 'n';

  /** Heartbeats, which stay inside the link. */
  static final char HEARTBEAT = 'h';

  private static final byte JOIN = 'j';
  private static final byte LEAVE = 'l';

  static Dialect of(RedisSettings.Topology topology) {
    return topology instanceof RedisSettings.Topology.Cluster c && c.shardedPubSub()
        ? new Dialect(CommandType.SPUBLISH, CommandType.SSUBSCRIBE, CommandType.SUNSUBSCRIBE, true)
        : new Dialect(CommandType.PUBLISH, CommandType.SUBSCRIBE, CommandType.UNSUBSCRIBE, false);
  }

  /** A join or leave: a letter, which no publication begins with, and the client info. */
  static byte[] presenceEvent(boolean join, byte[] info) {
    return new ByteWriter(info.length + 1).writeByte(join ? JOIN : LEAVE).writeRest(info).toBytes();
  }

  /** Decodes a message and hands it to the listener. */
  static void deliver(char kind, String subject, byte[] body, BrokerListener listener) {
    if (kind == CONTROL) {
      listener.onControl(body);
      return;
    }
    byte first = new ByteReader(body, 0, body.length).readByte();
    switch (first) {
      case JOIN -> listener.onJoin(subject, Envelope.readInfo(body, 1));
      case LEAVE -> listener.onLeave(subject, Envelope.readInfo(body, 1));
      default -> {
        Envelope.Message message = Envelope.readMessage(body);
        listener.onPublication(subject, message.publication(), message.epoch(), message.previous());
      }
    }
  }
}
