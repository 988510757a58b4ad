package dev.realtime.server.transport;

import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.protocol.Decoder;
import dev.realtime.server.protocol.Deflate;
import dev.realtime.server.protocol.MalformedCommandException;
import dev.realtime.server.protocol.WebSocketHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket after its handshake (RFC 6455): reads frames, and writes frames that are encoded
 * already. Holds no buffer while nothing is half read.
 */
final class WebSocketHandler extends ClientConnection {
  private static final int MAX_EXPANSION = 10;
  private static final Disconnect PROTOCOL_ERROR = new Disconnect(1002, "protocol error");

  private final Decoder decoder;
  private final int maxMessage;
  private final FrameReader reader;
  private @Nullable ByteBuf partial;
  private @Nullable ByteBuf fragments;
  private boolean fragmentsCompressed;
  private byte @Nullable [] owedPong;
  private boolean closing;

  /**
   * A handler.
   *
   * @param maxMessage longest message of the client, in bytes; compressed ones may become ten times
   *     as long
   * @param compression whether compressed messages were negotiated
   */
  WebSocketHandler(Setup setup, Decoder decoder, int maxMessage, boolean compression) {
    super(setup);
    this.reader = new FrameReader(compression);
    this.decoder = decoder;
    this.maxMessage = maxMessage;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf arrived)) {
      ctx.fireChannelRead(message);
      return;
    }
    ByteBuf in = arrived;
    ByteBuf before = partial;
    if (before != null) {
      partial = null;
      in = before.writeBytes(arrived); // has room for its frame, and grows for more
      arrived.release();
    }
    try {
      while (in.isReadable() && readFrame(in)) {}
      if (in.isReadable()) {
        boolean whole = before != null && in.readerIndex() == 0;
        partial = whole ? in.retain() : keep(in); // a long frame comes in many reads
      }
    } finally {
      in.release();
    }
  }

  /** A buffer of our own with what is left, so that the receive buffer can go. */
  private ByteBuf keep(ByteBuf in) {
    int wanted = Math.max(in.readableBytes(), Math.min(reader.frameSize(in), maxMessage + 14));
    return ctx().alloc().buffer(wanted).writeBytes(in);
  }

  @Override
  void release() {
    ByteBuf left = partial;
    partial = null;
    if (left != null) {
      left.release();
    }
    ByteBuf open = fragments;
    fragments = null;
    if (open != null) {
      open.release();
    }
  }

  /** Reads one frame; false if it is not all there, or nothing more is to be read. */
  private boolean readFrame(ByteBuf in) {
    switch (reader.read(in, maxMessage)) {
      case INCOMPLETE -> {
        return false;
      }
      case MALFORMED -> {
        fail(in, PROTOCOL_ERROR);
        return false;
      }
      case TOO_LONG -> {
        fail(in, Codes.MESSAGE_TOO_BIG);
        return false;
      }
      case COMPLETE -> {}
    }
    ByteBuf payload = in.readSlice(reader.length());
    reader.unmask(payload);
    if (closing) {
      if (reader.opcode() == WebSocketHeader.CLOSE) {
        abort();
      }
      return true;
    }
    switch (reader.opcode()) {
      case WebSocketHeader.TEXT, WebSocketHeader.BINARY -> message(in, payload, false);
      case WebSocketHeader.CONTINUATION -> message(in, payload, true);
      case WebSocketHeader.PING -> pong(payload);
      case WebSocketHeader.PONG -> {
        if (transport().nativePings()) {
          session().onPong();
        }
      }
      case WebSocketHeader.CLOSE -> {
        closing = true;
        control(WebSocketHeader.CLOSE, payload.slice(0, Math.min(2, payload.readableBytes())));
        abort();
      }
      default -> fail(in, PROTOCOL_ERROR);
    }
    return true;
  }

  private void message(ByteBuf in, ByteBuf payload, boolean continues) {
    ByteBuf open = fragments;
    if (continues != (open != null)) {
      fail(in, PROTOCOL_ERROR);
    } else if (open != null) {
      if (open.readableBytes() + payload.readableBytes() > maxMessage) {
        fail(in, Codes.MESSAGE_TOO_BIG);
        return;
      }
      open.writeBytes(payload);
      if (reader.isFinal()) {
        fragments = null;
        try {
          message(open, fragmentsCompressed);
        } finally {
          open.release();
        }
      }
    } else if (reader.isFinal()) {
      message(payload, reader.isCompressed());
    } else {
      fragmentsCompressed = reader.isCompressed();
      fragments = ctx().alloc().buffer(payload.readableBytes()).writeBytes(payload);
    }
  }

  private void message(ByteBuf message, boolean compressed) {
    if (!compressed) {
      commands(message);
      return;
    }
    ByteBuf plain;
    try {
      plain = Deflate.decompress(message, maxMessage * MAX_EXPANSION, ctx().alloc());
    } catch (DataFormatException e) {
      session().onMalformed("compressed message: " + e.getMessage());
      return;
    }
    if (plain == null) {
      session().disconnect(Codes.MESSAGE_TOO_BIG);
      return;
    }
    try {
      commands(plain);
    } finally {
      plain.release();
    }
  }

  private void commands(ByteBuf message) {
    try {
      for (Command command : decoder.decode(message)) {
        if (closing) {
          return;
        }
        session().onCommand(command);
      }
    } catch (MalformedCommandException e) {
      session().onMalformed(String.valueOf(e.getMessage()));
    }
  }

  private void fail(ByteBuf in, Disconnect why) {
    in.skipBytes(in.readableBytes());
    session().disconnect(why);
  }

  /**
   * Answers a ping. A client that does not read is owed the pong of its last ping only (section
   * 5.5.3), or its pings would fill the memory.
   */
  private void pong(ByteBuf payload) {
    if (isWritable()) {
      control(WebSocketHeader.PONG, payload);
    } else {
      owedPong = ByteBufUtil.getBytes(payload);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    byte[] owed = owedPong;
    if (owed != null && isWritable() && !closing) {
      owedPong = null;
      control(WebSocketHeader.PONG, Unpooled.wrappedBuffer(owed));
    }
    super.channelWritabilityChanged(ctx);
  }

  private void control(int opcode, ByteBuf payload) {
    ByteBuf frame = ctx().alloc().directBuffer(2 + payload.readableBytes());
    WebSocketHeader.control(frame, opcode, payload.readableBytes());
    frame.writeBytes(payload);
    var _ = ctx().writeAndFlush(frame, ctx().voidPromise());
  }

  @Override
  public void nativePing() {
    control(WebSocketHeader.PING, Unpooled.EMPTY_BUFFER);
  }

  @Override
  public void close(Disconnect why) {
    if (closing) {
      return;
    }
    closing = true;
    byte[] reason = why.reason().getBytes(StandardCharsets.UTF_8);
    ByteBuf payload = ctx().alloc().directBuffer(2 + reason.length);
    try {
      control(WebSocketHeader.CLOSE, payload.writeShort(why.code()).writeBytes(reason));
    } finally {
      payload.release();
    }
    closeSoon();
  }
}
