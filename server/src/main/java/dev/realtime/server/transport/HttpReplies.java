package dev.realtime.server.transport;

import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Answers to HTTP requests. */
final class HttpReplies {
  private HttpReplies() {}

  static FullHttpResponse text(HttpResponseStatus status, String text) {
    return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static FullHttpResponse of(HttpResponseStatus status, String contentType, byte[] body) {
    ByteBuf content = Unpooled.wrappedBuffer(body);
    FullHttpResponse response = new DefaultFullHttpResponse(HTTP_1_1, status, content);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .set("X-Content-Type-Options", "nosniff")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return response;
  }

  static FullHttpResponse noContent() {
    return new DefaultFullHttpResponse(HTTP_1_1, HttpResponseStatus.NO_CONTENT);
  }

  /**
   * Sends an answer, and closes after it unless the connection is to be kept; requests that came
   * behind one whose answer closes are not looked at (RFC 9112, section 9.6).
   */
  static void send(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
    if (keepAlive) {
      var _ = ctx.writeAndFlush(response);
    } else {
      RequestAssembler requests = ctx.pipeline().get(RequestAssembler.class);
      if (requests != null) {
        requests.end();
      }
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      var _ = ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Answers a request that is not read to its end. */
  static void endWith(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
    send(ctx, text(status, why), false);
  }

  /** Answers a request that is not read to its end since the node has no room for it now. */
  static void busy(ChannelHandlerContext ctx, long retryAfterSeconds) {
    FullHttpResponse response =
        text(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many requests are under way; try again");
    response.headers().set(HttpHeaderNames.RETRY_AFTER, Long.toString(retryAfterSeconds));
    send(ctx, response, false);
  }

  static void proceed(ChannelHandlerContext ctx) {
    var _ =
        ctx.writeAndFlush(
            new DefaultFullHttpResponse(
                HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }
}
