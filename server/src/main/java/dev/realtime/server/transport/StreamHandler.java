package dev.realtime.server.transport;

import dev.realtime.server.message.Disconnect;
import dev.realtime.server.message.Push;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;

/**
 * An HTTP response that does not end: server-sent events, or a stream of messages. Commands come by
 * other requests; what comes on this connection is not looked at.
 */
final class StreamHandler extends ClientConnection {
  private boolean closing;

  StreamHandler(Setup setup) {
    super(setup);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  void release() {}

  @Override
  public void nativePing() {
    throw new IllegalStateException("streams have no pings of their own");
  }

  @Override
  public void close(Disconnect why) {
    if (closing) {
      return;
    }
    closing = true;
    write(wire().push(allocator(), new Push.Disconnected(why)));
    ByteBuf end = ByteBufUtil.writeAscii(allocator(), "0\r\n\r\n");
    var _ = ctx().writeAndFlush(end).addListener(ChannelFutureListener.CLOSE);
    closeSoon();
  }
}
