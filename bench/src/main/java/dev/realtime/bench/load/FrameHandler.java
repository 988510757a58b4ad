package dev.realtime.bench.load;

import dev.realtime.bench.wire.Dialect;
import dev.realtime.bench.wire.Frames;
import dev.realtime.bench.wire.Incoming;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One socket: opens the WebSocket, then takes frames apart. Frames that are complete in what was
 * read are looked at where they lie; only a cut one is copied.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
abstract class FrameHandler extends ChannelInboundHandlerAdapter implements Incoming {
  private static final int END_OF_HEAD = 0x0d0a0d0a;

  final Dialect dialect;
  private final String host;
  private final int payloadBytes;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf cut;
  private boolean open;
  private int closeCode;
  private String closeReason = "closed without a reason";

  /** When the bytes being looked at were read, {@link System#nanoTime()}. */
  long now;

  FrameHandler(Dialect dialect, String host, int payloadBytes) {
    this.dialect = dialect;
    this.host = host;
    this.payloadBytes = payloadBytes;
  }

  /** Whether to greet as a publisher, where the protocol tells the two apart. */
  abstract boolean publishes();

  /** The socket is connected. */
  abstract void active(ChannelHandlerContext ctx);

  /** The WebSocket is open, or the greeting answered. */
  abstract void opened();

  /**
   * The socket is closed.
   *
   * @param code of the close frame, or 0 if there was none
   */
  abstract void closed(int code, String reason);

  final void send(ByteBuf frame) {
    context().writeAndFlush(frame, context().voidPromise());
  }

  final ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("The connection is not active");
    }
    return context;
  }

  final void closeBecause(String reason) {
    closeReason = reason;
    context().close();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    active(ctx);
    send(ctx.alloc().buffer().writeBytes(dialect.open(host, publishes())));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    now = System.nanoTime();
    ByteBuf bytes = (ByteBuf) message;
    ByteBuf before = cut;
    if (before != null) {
      cut = null;
      before.writeBytes(bytes);
      bytes.release();
      bytes = before;
    }
    try {
      consume(bytes);
      if (bytes.isReadable()) {
        cut = ctx.alloc().buffer(Math.max(256, bytes.readableBytes() * 2)).writeBytes(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private void consume(ByteBuf bytes) {
    if (!open && !opening(bytes)) {
      return;
    }
    while (bytes.readableBytes() >= 2) {
      int at = bytes.readerIndex();
      int opcode = bytes.getByte(at) & 0x0f;
      int length = bytes.getByte(at + 1) & 0x7f;
      int header = length < 126 ? 2 : length == 126 ? 4 : Frames.LONGEST_SERVER_HEADER;
      if (bytes.readableBytes() < header) {
        return;
      }
      if (header == 4) {
        length = bytes.getUnsignedShort(at + 2);
      } else if (header != 2) {
        length = Math.toIntExact(bytes.getLong(at + 2));
      }
      int from = at + header;
      if (bytes.writerIndex() - from < length) {
        return;
      }
      frame(opcode, bytes, from, from + length);
      bytes.readerIndex(from + length);
    }
  }

  /** Whether the opening has been answered; steps over the answer. */
  private boolean opening(ByteBuf bytes) {
    int end = dialect.webSocket() ? endOfHead(bytes) : bytes.readerIndex() + 1;
    if (end < 0) {
      return false;
    }
    if (dialect.webSocket()) {
      String status = bytes.toString(bytes.readerIndex(), 12, StandardCharsets.US_ASCII);
      if (!status.endsWith("101")) {
        bytes.skipBytes(bytes.readableBytes());
        closeBecause("upgrade answered with " + status);
        return false;
      }
    }
    bytes.readerIndex(end);
    open = true;
    opened();
    return true;
  }

  private static int endOfHead(ByteBuf bytes) {
    for (int i = bytes.readerIndex(); i + Integer.BYTES <= bytes.writerIndex(); i++) {
      if (bytes.getInt(i) == END_OF_HEAD) {
        return i + Integer.BYTES;
      }
    }
    return -1;
  }

  private void frame(int opcode, ByteBuf bytes, int from, int to) {
    switch (opcode) {
      case Frames.TEXT, Frames.BINARY -> dialect.read(bytes, from, to, payloadBytes, this);
      case Frames.PING -> {
        byte[] body = new byte[to - from];
        bytes.getBytes(from, body);
        send(Frames.frame(context().alloc(), Frames.PONG, body));
      }
      case Frames.CLOSE -> {
        closeCode = to - from >= 2 ? bytes.getUnsignedShort(from) : 1005;
        closeBecause("closed by the target with " + closeCode);
      }
      // A target that fragments its frames would need a receiver that puts them together.
      default -> closeBecause("frame with opcode " + opcode);
    }
  }

  @Override
  public void ping() {
    send(dialect.pong(context().alloc()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (cut != null) {
      cut.release();
      cut = null;
    }
    closed(closeCode, closeReason);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closeReason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    ctx.close();
  }
}
