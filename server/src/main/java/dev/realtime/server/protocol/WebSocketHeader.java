package dev.realtime.server.protocol;

import io.netty.buffer.ByteBuf;

/** Headers of frames from server to client (RFC 6455, section 5.2): never masked. */
public final class WebSocketHeader {
  /** Opcode of a continuation. */
  public static final int CONTINUATION = 0x0;

  /** Opcode of a text message. */
  public static final int TEXT = 0x1;

  /** Opcode of a binary message. */
  public static final int BINARY = 0x2;

  /** Opcode of a close. */
  public static final int CLOSE = 0x8;

  /** Opcode of a ping. */
  public static final int PING = 0x9;

  /** Opcode of a pong. */
  public static final int PONG = 0xA;

  /** Bit of the first byte: the message is compressed (RFC 7692). */
  public static final int COMPRESSED = 0x40;

  private static final int FIN = 0x80;

  private WebSocketHeader() {}

  /**
   * Puts the header right before the payload that begins at an index, and reads from there.
   *
   * @param opcode with {@link #COMPRESSED} if the payload is
   */
  static void prepend(ByteBuf out, int payloadStart, int opcode) {
    int length = out.writerIndex() - payloadStart;
    int at;
    if (length < 126) {
      at = payloadStart - 2;
      out.setByte(at + 1, length);
    } else if (length < 1 << 16) {
      at = payloadStart - 4;
      out.setByte(at + 1, 126);
      out.setShort(at + 2, length);
    } else {
      at = payloadStart - 10;
      out.setByte(at + 1, 127);
      out.setLong(at + 2, length);
    }
    out.setByte(at, FIN | opcode);
    out.readerIndex(at);
  }

  /** Writes the header of a control frame; its payload, at most 125 bytes, follows. */
  public static void control(ByteBuf out, int opcode, int length) {
    out.writeByte(FIN | opcode).writeByte(length);
  }
}
