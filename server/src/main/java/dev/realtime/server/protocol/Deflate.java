package dev.realtime.server.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Compression of single messages (RFC 7692) without context from one to the next: one compressor
 * and one decompressor for each thread, whatever the number of clients.
 */
public final class Deflate {
  /** Ends every message before compression, and is left out on the wire. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final int STEP_BYTES = 4096;

  private static final ThreadLocal<Deflater> DEFLATERS =
      ThreadLocal.withInitial(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));
  private static final ThreadLocal<Inflater> INFLATERS =
      ThreadLocal.withInitial(() -> new Inflater(true));

  private Deflate() {}

  /** Compresses what follows an index into another buffer, at the same index. */
  static ByteBuf compress(ByteBuf in, int from, ByteBufAllocator allocator) {
    Deflater deflater = DEFLATERS.get();
    deflater.reset();
    deflater.setInput(in.nioBuffer(from, in.writerIndex() - from));
    ByteBuf out = allocator.directBuffer(Math.max(64, in.writerIndex() / 2 + from));
    out.writeZero(from);
    boolean full;
    do {
      out.ensureWritable(STEP_BYTES);
      int space = out.writableBytes();
      int made = deflater.deflate(out.nioBuffer(out.writerIndex(), space), Deflater.SYNC_FLUSH);
      out.writerIndex(out.writerIndex() + made);
      full = made == space; // there may be more
    } while (full);
    return out.writerIndex(out.writerIndex() - TAIL.length);
  }

  /**
   * Decompresses a message.
   *
   * @param maxBytes longest result
   * @return null if it is longer, so that a small message cannot fill the memory
   * @throws DataFormatException if it is not compressed that way
   */
  public static @Nullable ByteBuf decompress(ByteBuf in, int maxBytes, ByteBufAllocator allocator)
      throws DataFormatException {
    Inflater inflater = INFLATERS.get();
    inflater.reset();
    ByteBuf out =
        allocator.buffer(Math.min(maxBytes + 1, Math.max(STEP_BYTES, in.readableBytes() * 4)));
    boolean done = false;
    try {
      boolean tail = false;
      inflater.setInput(in.nioBuffer());
      while (true) {
        out.ensureWritable(Math.min(STEP_BYTES, maxBytes + 1));
        int made = inflater.inflate(out.nioBuffer(out.writerIndex(), out.writableBytes()));
        out.writerIndex(out.writerIndex() + made);
        if (out.readableBytes() > maxBytes) {
          return null;
        }
        if (made == 0) {
          if (inflater.needsInput() && !tail) {
            tail = true;
            inflater.setInput(TAIL);
          } else {
            break;
          }
        }
      }
      done = true;
      return out;
    } finally {
      if (!done) {
        out.release();
      }
    }
  }
}
