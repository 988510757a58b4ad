package dev.realtime.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The client's side of RFC 6455, as little as a load generator needs.
 *
 * <p>Frames are masked with the key zero, which leaves the bytes as they are: allowed by section
 * 5.3, and it costs the generator nothing while the server does its usual work.
 */
public final class Frames {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** The longest header of a frame that a server may send: no mask, 64-bit length. */
  public static final int LONGEST_SERVER_HEADER = 10;

  private Frames() {}

  /** One masked frame with FIN set. */
  public static ByteBuf frame(ByteBufAllocator allocator, int opcode, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuf frame = allocator.buffer(14 + length);
    frame.writeByte(0x80 | opcode);
    if (length < 126) {
      frame.writeByte(0x80 | length);
    } else if (length <= 0xffff) {
      frame.writeByte(0x80 | 126).writeShort(length);
    } else {
      frame.writeByte(0x80 | 127).writeLong(length);
    }
    frame.writeInt(0);
    for (byte[] part : parts) {
      frame.writeBytes(part);
    }
    return frame;
  }

  /** The request that opens a WebSocket. */
  public static byte[] handshake(String host, String path, String extraHeaders) {
    String request =
        """
        GET %s HTTP/1.1\r
        Host: %s\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        %s\r
        """
            .formatted(path, host, extraHeaders);
    return request.getBytes(StandardCharsets.US_ASCII);
  }
}
