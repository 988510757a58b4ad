package dev.realtime.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The C send loop's: no WebSocket, no channels. A connection says with its first byte what it is
 * ({@code S} receives, {@code P} publishes) and is answered {@code R}. A published message goes out
 * as the frame that a WebSocket server would send, so that receivers do the same work.
 */
public record RawBytes() implements Dialect {
  @Override
  public boolean webSocket() {
    return false;
  }

  @Override
  public byte[] open(String host, boolean publisher) {
    return (publisher ? "P" : "S").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public ByteBuf hello(ByteBufAllocator allocator, String token, List<Subscription> channels) {
    return allocator.buffer(0);
  }

  @Override
  public ByteBuf publish(ByteBufAllocator allocator, long id, String channel, byte[] payload) {
    byte[] head =
        ("{\"push\":{\"channel\":\"" + channel + "\",\"pub\":{\"data\":")
            .getBytes(StandardCharsets.UTF_8);
    byte[] tail = {'}', '}', '}'};
    int length = head.length + payload.length + tail.length;
    ByteBuf message = allocator.buffer(length + 14);
    message.writeInt(0).writeByte(0x80 | Frames.TEXT);
    if (length < 126) {
      message.writeByte(length);
    } else {
      message.writeByte(126).writeShort(length);
    }
    message.writeBytes(head).writeBytes(payload).writeBytes(tail);
    return message.setInt(message.readerIndex(), message.readableBytes() - 4);
  }

  @Override
  public ByteBuf pong(ByteBufAllocator allocator) {
    return allocator.buffer(0);
  }

  @Override
  public void read(ByteBuf bytes, int from, int to, int payloadBytes, Incoming incoming) {
    int marker = Marker.find(bytes, from, to);
    if (marker >= 0) {
      incoming.publication(bytes, marker);
    }
  }
}
