package dev.realtime.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one request whole before anything looks at it: bounded in size by its route and by what
 * all bodies of the node take together, and in time.
 *
 * <p>Requests may come several in one read (pipelining), and are answered in their order: while the
 * answer to one is under way, {@link #hold} keeps those behind it here. The connection is not read
 * from meanwhile, so that they are no more than what one read brought.
 */
final class RequestAssembler extends ChannelInboundHandlerAdapter {
  /**
   * How long a connection is kept for another request: above the 60 s after which load balancers
   * commonly give up theirs, so that they do not send a request into a close.
   */
  private static final long IDLE_MILLIS = 75_000;

  /**
   * What one request may bring.
   *
   * @param mostBytes of its body
   * @param trusted whether it has shown a key
   * @param beyond what is said of a longer body
   */
  record Allowance(int mostBytes, boolean trusted, String beyond) {}

  private static final Allowance NOTHING = new Allowance(0, false, "");

  private final Function<HttpRequest, Allowance> allowances;
  private final BodyMemory memory;
  private final long timeoutMillis;
  private @Nullable HttpRequest head;
  private @Nullable ByteBuf body;
  private Allowance allowance = NOTHING;
  private BodyMemory.@Nullable Share gathering;
  private BodyMemory.@Nullable Share answering;
  private @Nullable Future<?> timeout;
  private final Queue<Object> waiting = new ArrayDeque<>(0);
  private boolean held;
  private boolean ended;

  /**
   * An assembler for one connection.
   *
   * @param allowances asked with the head of each request
   * @param memory for the bodies of all connections
   * @param timeoutMillis from the connection, or the beginning of a request, to its end
   */
  RequestAssembler(
      Function<HttpRequest, Allowance> allowances, BodyMemory memory, long timeoutMillis) {
    this.allowances = allowances;
    this.memory = memory;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    startTimeout(ctx, timeoutMillis);
  }

  private void startTimeout(ChannelHandlerContext ctx, long millis) {
    stopTimeout();
    Runnable close =
        () -> {
          var _ = ctx.close();
        };
    timeout = ctx.executor().schedule(close, millis, TimeUnit.MILLISECONDS);
  }

  private void stopTimeout() {
    Future<?> running = timeout;
    if (running != null) {
      running.cancel(false);
      timeout = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimeout();
    forget();
    discardWaiting();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimeout();
    forget();
    end();
    ctx.fireChannelInactive();
  }

  /** Hands on nothing more until {@link #goOn}, and counts the body as under way until then. */
  void hold() {
    held = true;
  }

  /** The answer is out: what waits has its turn, up to the next request that is held. */
  void goOn(ChannelHandlerContext ctx) {
    held = false;
    answered();
    ChannelHandlerContext own = ctx.pipeline().context(this);
    while (!held && own != null && !own.isRemoved() && !waiting.isEmpty()) {
      take(own, waiting.remove());
    }
  }

  /** The connection is closed after an answer: requests behind that one are not looked at. */
  void end() {
    ended = true;
    discardWaiting();
  }

  private void answered() {
    BodyMemory.Share share = answering;
    answering = null;
    if (share != null) {
      share.giveBack();
    }
  }

  private void discardWaiting() {
    for (Object next = waiting.poll(); next != null; next = waiting.poll()) {
      ReferenceCountUtil.release(next);
    }
  }

  private void forget() {
    ByteBuf gathered = body;
    body = null;
    head = null;
    if (gathered != null) {
      gathered.release();
    }
    BodyMemory.Share share = gathering;
    gathering = null;
    if (share != null) {
      share.giveBack();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (ended) {
      ReferenceCountUtil.release(message);
    } else if (held || !waiting.isEmpty()) {
      waiting.add(message);
    } else {
      take(ctx, message);
    }
  }

  private void take(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(ctx, request);
      }
      if (message instanceof HttpContent content && head != null) {
        add(ctx, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    forget();
    startTimeout(ctx, timeoutMillis);
    if (!request.decoderResult().isSuccess()) {
      HttpReplies.endWith(ctx, HttpResponseStatus.BAD_REQUEST, "not HTTP/1.1");
      return;
    }
    allowance = allowances.apply(request);
    if (HttpUtil.getContentLength(request, 0L) > allowance.mostBytes()) {
      tooLarge(ctx);
      return;
    }
    head = request;
    if (HttpUtil.is100ContinueExpected(request)) {
      request.headers().remove(HttpHeaderNames.EXPECT);
      HttpReplies.proceed(ctx);
    }
  }

  private void tooLarge(ChannelHandlerContext ctx) {
    HttpReplies.endWith(ctx, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, allowance.beyond());
  }

  private void add(ChannelHandlerContext ctx, HttpContent content) {
    if (!gather(ctx, content.content())) {
      return;
    }
    HttpRequest request = head;
    if (content instanceof LastHttpContent && request != null) {
      ByteBuf gathered = body;
      answering = gathering;
      head = null;
      body = null;
      gathering = null;
      stopTimeout();
      ByteBuf whole = gathered == null ? Unpooled.EMPTY_BUFFER : gathered;
      FullHttpRequest full =
          new DefaultFullHttpRequest(
              request.protocolVersion(), request.method(), request.uri(), whole);
      full.headers().set(request.headers());
      ctx.fireChannelRead(full);
      if (!held) {
        answered();
      }
      if (!ctx.isRemoved() && timeout == null) {
        startTimeout(ctx, IDLE_MILLIS); // kept alive for another request, but not for ever
      }
    }
  }

  /** Takes a part of the body; false if the request was refused over it. */
  private boolean gather(ChannelHandlerContext ctx, ByteBuf part) {
    int size = part.readableBytes();
    if (size == 0) {
      return true;
    }
    ByteBuf gathered = body;
    int before = gathered == null ? 0 : gathered.readableBytes();
    if (size > allowance.mostBytes() - before) {
      forget();
      tooLarge(ctx);
      return false;
    }
    int capacity =
        gathered == null
            ? size
            : size <= gathered.writableBytes()
                ? gathered.capacity()
                : ctx.alloc().calculateNewCapacity(before + size, allowance.mostBytes());
    BodyMemory.Share share = gathering;
    if (share == null) {
      share = memory.share(allowance.trusted());
      gathering = share;
    }
    if (!share.growTo(capacity)) {
      forget();
      HttpReplies.busy(ctx, memory.retryAfterSeconds());
      return false;
    }
    if (gathered == null) {
      gathered = ctx.alloc().buffer(capacity);
      body = gathered;
    } else if (gathered.capacity() < capacity) {
      gathered.capacity(capacity);
    }
    gathered.writeBytes(part);
    return true;
  }
}
