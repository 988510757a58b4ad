package dev.realtime.server.protocol;

import io.netty.buffer.ByteBuf;

/** Chunks of a response of unknown length (RFC 9112, section 7.1). */
final class HttpChunk {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private HttpChunk() {}

  /** Encloses what begins at an index, and reads from the chunk's beginning. */
  static void enclose(ByteBuf out, int contentStart) {
    int length = out.writerIndex() - contentStart;
    out.writeByte('\r').writeByte('\n');
    int at = contentStart;
    out.setByte(--at, '\n');
    out.setByte(--at, '\r');
    do {
      out.setByte(--at, HEX[length & 15]);
      length >>>= 4;
    } while (length != 0);
    out.readerIndex(at);
  }
}
