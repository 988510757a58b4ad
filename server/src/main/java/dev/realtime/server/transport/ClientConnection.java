package dev.realtime.server.transport;

import dev.realtime.server.hub.Wire;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.session.Connection;
import dev.realtime.server.session.Session;
import dev.realtime.server.session.TransportKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What WebSocket and streams have in common: the one handler of a connection after its handshake.
 */
abstract class ClientConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

  /** How long a client may take for its part of a close. */
  private static final int CLOSE_SECONDS = 5;

  /**
   * What a connection is made of.
   *
   * @param address of the client
   * @param headers that proxies pass on
   */
  record Setup(
      LoopContext context,
      Wire wire,
      TransportKind transport,
      String address,
      Map<String, String> headers) {}

  private final Setup setup;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Session session;
  private boolean gone;

  ClientConnection(Setup setup) {
    this.setup = setup;
  }

  /** Gives it its session; called once, before it is put into the pipeline. */
  void attach(Session attached) {
    session = attached;
  }

  final Session session() {
    Session attached = session;
    if (attached == null) {
      throw new IllegalStateException("connection without a session");
    }
    return attached;
  }

  final ChannelHandlerContext ctx() {
    ChannelHandlerContext present = ctx;
    if (present == null) {
      throw new IllegalStateException("connection is in no pipeline");
    }
    return present;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public final LoopContext context() {
    return setup.context();
  }

  @Override
  public final Wire wire() {
    return setup.wire();
  }

  @Override
  public final TransportKind transport() {
    return setup.transport();
  }

  @Override
  public final ByteBufAllocator allocator() {
    return ctx().alloc();
  }

  @Override
  public final void write(ByteBuf frame) {
    var _ = ctx().write(frame, ctx().voidPromise());
  }

  @Override
  public final void flush() {
    ctx().flush();
  }

  @Override
  public final boolean isWritable() {
    return ctx().channel().isWritable();
  }

  @Override
  public final void setReading(boolean reading) {
    if (ctx().channel().config().isAutoRead() != reading) {
      ctx().channel().config().setAutoRead(reading);
    }
  }

  @Override
  public final void abort() {
    var _ = ctx().close();
  }

  @Override
  public final String clientAddress() {
    return setup.address();
  }

  @Override
  public final Map<String, String> headers() {
    return setup.headers();
  }

  /** Closes the socket if the client has not done its part of the close in time. */
  final void closeSoon() {
    setReading(true); // the client's part can only be seen by reading
    Future<?> _ = ctx().executor().schedule(this::abort, CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      session().onWritable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    gone();
  }

  private void gone() {
    if (!gone) {
      gone = true;
      try {
        release();
      } finally {
        session().onClosed();
      }
    }
  }

  /** Lets go of buffers. */
  abstract void release();

  @Override
  @SuppressWarnings("deprecation") // the inbound adapter's method is the one that is called
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.atDebug()
          .addKeyValue("address", setup.address())
          .log("connection broke: {}", cause.toString());
    } else {
      log.atWarn()
          .addKeyValue("address", setup.address())
          .setCause(cause)
          .log("connection is closed after a failure");
    }
    var _ = ctx.close();
  }
}
