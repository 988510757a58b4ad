package dev.realtime.server.transport;

import dev.realtime.server.metrics.Rejection;
import dev.realtime.server.metrics.ServerMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Bounds the sockets that are no clients yet: whoever only opens sockets would otherwise get past
 * every limit that looks at requests. One too many is closed before anything is read from it. Safe
 * for use by several threads.
 */
public final class HandshakeGate {
  private final IntSupplier limit;
  private final ServerMetrics metrics;
  private final AtomicInteger open = new AtomicInteger();

  /** A gate with this limit; asked for each socket. */
  public HandshakeGate(IntSupplier limit, ServerMetrics metrics) {
    this.limit = limit;
    this.metrics = metrics;
  }

  /** Sockets that are no client yet. */
  public int open() {
    return open.get();
  }

  Handler handler() {
    return new Handler();
  }

  /** Of one socket; leaves the pipeline when the socket has become a client. */
  final class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (open.incrementAndGet() > limit.getAsInt()) {
        metrics.rejected(Rejection.HANDSHAKES);
        var _ = ctx.close();
      }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      open.decrementAndGet();
    }
  }
}
