package dev.realtime.server.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * How messages are put together and framed. A frame is written into one buffer whose first {@link
 * #HEADROOM} bytes are left free, so that the header can be put before the payload once its length
 * is known, without moving it.
 */
enum Framing {
  /** A WebSocket text frame; messages are separated by newlines. */
  WEBSOCKET_TEXT {
    @Override
    void separate(ByteBuf out) {
      out.writeByte('\n');
    }

    @Override
    void close(ByteBuf out) {
      WebSocketHeader.prepend(out, HEADROOM, WebSocketHeader.TEXT);
    }
  },
  /** A WebSocket binary frame; each message follows its length. */
  WEBSOCKET_BINARY {
    @Override
    boolean isDelimited() {
      return true;
    }

    @Override
    void close(ByteBuf out) {
      WebSocketHeader.prepend(out, HEADROOM, WebSocketHeader.BINARY);
    }
  },
  /** A chunk of an HTTP response; each message is an event of its own. */
  SSE {
    @Override
    void open(ByteBuf out) {
      out.writeCharSequence("data: ", US_ASCII);
    }

    @Override
    void separate(ByteBuf out) {
      out.writeCharSequence("\n\ndata: ", US_ASCII);
    }

    @Override
    void close(ByteBuf out) {
      out.writeByte('\n').writeByte('\n');
      HttpChunk.enclose(out, HEADROOM);
    }
  },
  /** A chunk of an HTTP response; each message is a line. */
  LINES {
    @Override
    void separate(ByteBuf out) {
      out.writeByte('\n');
    }

    @Override
    void close(ByteBuf out) {
      out.writeByte('\n');
      HttpChunk.enclose(out, HEADROOM);
    }
  },
  /** A chunk of an HTTP response; each message follows its length. */
  DELIMITED {
    @Override
    boolean isDelimited() {
      return true;
    }

    @Override
    void close(ByteBuf out) {
      HttpChunk.enclose(out, HEADROOM);
    }
  };

  /** Room for the longest header: 10 bytes of WebSocket, or 8 digits and a line end of HTTP. */
  static final int HEADROOM = 10;

  /** Before the first message. */
  void open(ByteBuf out) {}

  /** Between two messages. */
  void separate(ByteBuf out) {}

  /** Whether each message follows its length, as a varint. */
  boolean isDelimited() {
    return false;
  }

  /** After the last message: ends the frame, and moves the reader index to its beginning. */
  abstract void close(ByteBuf out);
}
