package dev.realtime.server.transport;

import dev.realtime.server.protocol.WebSocketHeader;
import io.netty.buffer.ByteBuf;

/** Reads the header of a frame from a client (RFC 6455, section 5.2), and unmasks its payload. */
final class FrameReader {
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int MAX_CONTROL = 125;
  private static final int MASK_BYTES = 4;

  private final boolean takesCompressed;
  private boolean last;
  private boolean compressed;
  private int opcode;
  private int length;
  private int mask;

  /** A reader of one connection; {@code takesCompressed} if that was negotiated. */
  FrameReader(boolean takesCompressed) {
    this.takesCompressed = takesCompressed;
  }

  /** What a buffer begins with. */
  enum State {
    /** Part of a frame; nothing was read. */
    INCOMPLETE,
    /** A frame whose header was read, and whose payload is all there. */
    COMPLETE,
    /** No frame that a client may send. */
    MALFORMED,
    /** A frame with more payload than allowed. */
    TOO_LONG
  }

  State read(ByteBuf in, int maxLength) {
    int start = in.readerIndex();
    int available = in.readableBytes();
    if (available < 2) {
      return State.INCOMPLETE;
    }
    int first = in.getUnsignedByte(start);
    int second = in.getUnsignedByte(start + 1);
    last = (first & FIN) != 0;
    opcode = first & 0x0F;
    boolean control = opcode >= WebSocketHeader.CLOSE;
    compressed = (first & WebSocketHeader.COMPRESSED) != 0;
    boolean mayBeCompressed = takesCompressed && !control && opcode != WebSocketHeader.CONTINUATION;
    if ((first & (RESERVED & ~WebSocketHeader.COMPRESSED)) != 0
        || (compressed && !mayBeCompressed)
        || (second & MASKED) == 0
        || (control && (!last || (second & 0x7F) > MAX_CONTROL))) {
      return State.MALFORMED;
    }
    int header = headerSize(second);
    if (available < header - MASK_BYTES) {
      return State.INCOMPLETE;
    }
    long announced =
        switch (second & 0x7F) {
          case 126 -> in.getUnsignedShort(start + 2);
          case 127 -> in.getLong(start + 2);
          default -> second & 0x7F;
        };
    if (announced < 0) {
      return State.MALFORMED;
    }
    if (announced > maxLength) {
      return State.TOO_LONG;
    }
    length = (int) announced;
    if (available < header + length) {
      return State.INCOMPLETE;
    }
    mask = in.getInt(start + header - MASK_BYTES);
    in.skipBytes(header);
    return State.COMPLETE;
  }

  private static int headerSize(int second) {
    return switch (second & 0x7F) {
      case 126 -> 8;
      case 127 -> 14;
      default -> 6;
    };
  }

  /** Size of the frame that a buffer begins with, as far as is known; at least 2. */
  int frameSize(ByteBuf in) {
    int available = in.readableBytes();
    if (available < 2) {
      return 2;
    }
    int second = in.getUnsignedByte(in.readerIndex() + 1);
    int header = headerSize(second);
    if (available < header) {
      return header;
    }
    return switch (second & 0x7F) {
      case 126 -> header + in.getUnsignedShort(in.readerIndex() + 2);
      case 127 ->
          (int) Math.min(Integer.MAX_VALUE - header, in.getLong(in.readerIndex() + 2)) + header;
      default -> header + (second & 0x7F);
    };
  }

  boolean isFinal() {
    return last;
  }

  /** Whether a message that is compressed begins. */
  boolean isCompressed() {
    return compressed;
  }

  int opcode() {
    return opcode;
  }

  int length() {
    return length;
  }

  /** Unmasks a payload in place, eight bytes at a time. */
  void unmask(ByteBuf payload) {
    int at = payload.readerIndex();
    int end = payload.writerIndex();
    long wide = ((long) mask << 32) | (mask & 0xFFFFFFFFL);
    for (; at + 8 <= end; at += 8) {
      payload.setLong(at, payload.getLong(at) ^ wide);
    }
    for (int shift = 24; at < end; at++, shift = shift == 0 ? 24 : shift - 8) {
      payload.setByte(at, payload.getByte(at) ^ (mask >>> shift));
    }
  }
}
