package dev.realtime.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpServerCodec;

/** Bytes written past the HTTP encoder. */
final class RawWrites {
  private RawWrites() {}

  /** Writes and flushes as if the codec were not there; TLS, which lies before it, is. */
  static ChannelFuture beforeCodec(ChannelHandlerContext ctx, ByteBuf bytes) {
    ChannelHandlerContext codec = ctx.pipeline().context(HttpServerCodec.class);
    if (codec == null) {
      bytes.release();
      throw new IllegalStateException("the connection speaks no HTTP any more");
    }
    return codec.writeAndFlush(bytes);
  }
}
