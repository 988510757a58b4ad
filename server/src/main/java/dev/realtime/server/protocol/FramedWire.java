package dev.realtime.server.protocol;

import dev.realtime.server.hub.Wire;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** An encoding in a framing. */
final class FramedWire implements Wire {
  private static final int INITIAL_BYTES = 256;

  private final int index;
  private final Encoder encoder;
  private final Framing framing;
  private final boolean text;
  private final int compressFrom;

  FramedWire(int index, Encoder encoder, Framing framing, boolean text) {
    this(index, encoder, framing, text, Integer.MAX_VALUE);
  }

  /**
   * A wire that compresses.
   *
   * @param compressFrom shorter payloads are sent as they are, in bytes
   */
  FramedWire(int index, Encoder encoder, Framing framing, boolean text, int compressFrom) {
    this.index = index;
    this.encoder = encoder;
    this.framing = framing;
    this.text = text;
    this.compressFrom = compressFrom;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isText() {
    return text;
  }

  @Override
  public ByteBuf push(ByteBufAllocator allocator, Push push) {
    Building frame = new Building(allocator);
    try {
      frame.add(out -> encoder.push(out, push));
      return frame.finish();
    } catch (RuntimeException e) {
      frame.out.release();
      throw e;
    }
  }

  @Override
  public Frame frame(ByteBufAllocator allocator) {
    return new Building(allocator);
  }

  /** A frame in the making. What fails to be encoded leaves no trace in it. */
  private final class Building implements Frame {
    private final ByteBuf out;
    private boolean empty = true;

    Building(ByteBufAllocator allocator) {
      out = allocator.directBuffer(INITIAL_BYTES);
      out.writeZero(Framing.HEADROOM);
    }

    @Override
    public void result(long id, Result result) {
      add(buffer -> encoder.result(buffer, id, result));
    }

    @Override
    public void error(long id, ErrorCode error) {
      add(buffer -> encoder.error(buffer, id, error));
    }

    private void add(Consumer<ByteBuf> message) {
      int before = out.writerIndex();
      try {
        if (empty) {
          framing.open(out);
        } else {
          framing.separate(out);
        }
        if (framing.isDelimited()) {
          delimited(message);
        } else {
          message.accept(out);
        }
        empty = false;
      } catch (RuntimeException e) {
        out.writerIndex(before);
        throw e;
      }
    }

    private void delimited(Consumer<ByteBuf> message) {
      int at = out.writerIndex();
      out.writeByte(0); // the length, if it is below 128
      message.accept(out);
      int length = out.writerIndex() - at - 1;
      if (length < 128) {
        out.setByte(at, length);
        return;
      }
      ByteBuf body = out.copy(at + 1, length);
      try {
        out.writerIndex(at);
        int left = length;
        while (left >= 128) {
          out.writeByte((left & 127) | 128);
          left >>>= 7;
        }
        out.writeByte(left).writeBytes(body);
      } finally {
        body.release();
      }
    }

    @Override
    public int size() {
      return out.readableBytes() - Framing.HEADROOM;
    }

    @Override
    public boolean isEmpty() {
      return empty;
    }

    @Override
    public ByteBuf finish() {
      if (size() >= compressFrom) {
        ByteBuf compressed = Deflate.compress(out, Framing.HEADROOM, out.alloc());
        out.release();
        int opcode = text ? WebSocketHeader.TEXT : WebSocketHeader.BINARY;
        WebSocketHeader.prepend(compressed, Framing.HEADROOM, opcode | WebSocketHeader.COMPRESSED);
        return compressed;
      }
      framing.close(out);
      return out;
    }

    @Override
    public void discard() {
      out.release();
    }
  }
}
