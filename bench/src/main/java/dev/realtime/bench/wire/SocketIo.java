package dev.realtime.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Socket.IO 4 over a WebSocket (Engine.IO protocol 4), with the events of {@code peers/socket-io}.
 *
 * <p>Frames begin with Engine.IO's digit (0 open, 2 ping, 3 pong, 4 message), messages with
 * Socket.IO's (0 connect, 2 event, 3 acknowledgement), then the id, then JSON.
 */
public record SocketIo() implements Dialect {
  private static final byte[] PONG = {'3'};

  @Override
  public boolean webSocket() {
    return true;
  }

  @Override
  public byte[] open(String host, boolean publisher) {
    return Frames.handshake(host, "/socket.io/?EIO=4&transport=websocket", "");
  }

  @Override
  public ByteBuf hello(ByteBufAllocator allocator, String token, List<Subscription> channels) {
    return Frames.frame(allocator, Frames.TEXT, bytes("40"));
  }

  @Override
  public ByteBuf afterConnect(ByteBufAllocator allocator, List<Subscription> channels) {
    ByteBuf frames = allocator.buffer(64 * channels.size() + 16);
    long id = 1;
    for (Subscription channel : channels) {
      String event = "42" + ++id + "[\"sub\",\"" + channel.channel() + "\"]";
      ByteBuf frame = Frames.frame(allocator, Frames.TEXT, bytes(event));
      frames.writeBytes(frame);
      frame.release();
    }
    return frames;
  }

  @Override
  public ByteBuf publish(ByteBufAllocator allocator, long id, String channel, byte[] payload) {
    byte[] head = bytes("42" + id + "[\"pub\",\"" + channel + "\",");
    return Frames.frame(allocator, Frames.TEXT, head, payload, bytes("]"));
  }

  @Override
  public ByteBuf pong(ByteBufAllocator allocator) {
    return Frames.frame(allocator, Frames.TEXT, PONG);
  }

  @Override
  public void read(ByteBuf bytes, int from, int to, int payloadBytes, Incoming incoming) {
    if (to - from == 1 && bytes.getByte(from) == '2') {
      incoming.ping();
      return;
    }
    int marker = Marker.find(bytes, from, to);
    if (marker >= 0) {
      incoming.publication(bytes, marker);
      return;
    }
    incoming.answer(parse(bytes.toString(from, to - from, StandardCharsets.UTF_8)));
  }

  static Answer parse(String message) {
    if (message.startsWith("40")) {
      return new Answer.Connected();
    }
    if (message.startsWith("44")) {
      return new Answer.Refused(1, 0);
    }
    if (message.startsWith("43")) {
      long id = Long.parseLong(message.substring(2, message.indexOf('[')));
      return new Answer.Subscribed(id, "", false);
    }
    return new Answer.Other();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
