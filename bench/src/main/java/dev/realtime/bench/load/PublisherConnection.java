package dev.realtime.bench.load;

import dev.realtime.bench.wire.Answer;
import dev.realtime.bench.wire.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A connection that only publishes; counts how its requests are answered. */
final class PublisherConnection extends FrameHandler {
  /** A publisher receives no publications. */
  private static final int NO_PAYLOADS = 0;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final String token;
  private final CompletableFuture<Channel> ready = new CompletableFuture<>();
  private volatile long accepted;
  private volatile long refused;
  private volatile boolean closed;
  private long sent;

  PublisherConnection(Dialect dialect, String token, String host) {
    super(dialect, host, NO_PAYLOADS);
    this.token = token;
  }

  /** The connection once it is ready. */
  Channel awaitReady(long timeoutNanos) throws InterruptedException {
    try {
      return ready.get(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("The publisher could not connect", failed.getCause());
    } catch (TimeoutException late) {
      throw new IllegalStateException("The publisher was not connected in time", late);
    }
  }

  /** The id of the next request; 1 was the connect request's. */
  long nextId() {
    return ++sent + 1;
  }

  long accepted() {
    return accepted;
  }

  long refused() {
    return refused;
  }

  /** How many publications have no answer yet; of a protocol without answers, all. */
  long unanswered() {
    return sent - accepted - refused;
  }

  boolean isIdle() {
    return !dialect.webSocket() || unanswered() == 0;
  }

  boolean isOpen() {
    return !closed;
  }

  /** Waits until every publication is answered, the connection is lost or time is up. */
  void awaitAnswers(long deadlineNanos) throws InterruptedException {
    while (!isIdle() && !closed && System.nanoTime() < deadlineNanos) {
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** Gives the connection up before it is made. */
  void failed(Throwable cause) {
    ready.completeExceptionally(cause);
  }

  @Override
  boolean publishes() {
    return true;
  }

  @Override
  void active(ChannelHandlerContext ctx) {}

  @Override
  void opened() {
    if (dialect.webSocket()) {
      send(dialect.hello(context().alloc(), token, List.of()));
    } else {
      ready.complete(context().channel());
    }
  }

  @Override
  public void publication(ByteBuf bytes, int marker) {}

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the event loop only
  public void answer(Answer answer) {
    switch (answer) {
      case Answer.Connected _ -> ready.complete(context().channel());
      // Socket.IO acknowledges everything in the same way.
      case Answer.Published _, Answer.Subscribed _ -> accepted++;
      case Answer.Refused refusal when !ready.isDone() ->
          failed(new IllegalStateException("connect refused with " + refusal.code()));
      case Answer.Refused _ -> refused++;
      case Answer.Past _, Answer.Unsubscribed _, Answer.Other _ -> {}
    }
  }

  @Override
  void closed(int code, String reason) {
    closed = true;
    failed(new IllegalStateException(reason));
  }
}
