package dev.realtime.bench.load;

import dev.realtime.bench.wire.Answer;
import dev.realtime.bench.wire.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** A connection that asks for history again and again. Counts belong to its event loop. */
final class AskerConnection extends FrameHandler {
  private final AskPlan plan;
  private final String token;
  private final CompletableFuture<Channel> ready = new CompletableFuture<>();
  private final CompletableFuture<Counts> done = new CompletableFuture<>();
  private final Histogram latency = new Histogram(Recorder.LONGEST_MICROS, 3);
  private int asked;
  private int refused;
  private long publications;
  private long askedAt;

  /**
   * What came of it.
   *
   * @param latency microseconds
   */
  record Counts(int answered, int refused, long publications, Histogram latency) {}

  AskerConnection(Dialect dialect, AskPlan plan, String token, String host) {
    super(dialect, host, 0);
    this.plan = plan;
    this.token = token;
  }

  CompletableFuture<Channel> ready() {
    return ready;
  }

  CompletableFuture<Counts> done() {
    return done;
  }

  /** Begins. On the event loop. */
  void ask() {
    asked++;
    askedAt = System.nanoTime();
    // The connect request had 1.
    send(dialect.history(context().alloc(), asked + 1L, plan.channel(), plan.limit()));
  }

  @Override
  boolean publishes() {
    return false;
  }

  @Override
  void active(ChannelHandlerContext ctx) {}

  @Override
  void opened() {
    send(dialect.hello(context().alloc(), token, List.of()));
  }

  @Override
  public void publication(ByteBuf bytes, int marker) {}

  @Override
  public void answer(Answer answer) {
    switch (answer) {
      case Answer.Connected _ -> ready.complete(context().channel());
      case Answer.Past past -> {
        publications += past.publications();
        answered();
      }
      case Answer.Refused refusal when !ready.isDone() ->
          failed(new IllegalStateException("connect refused with " + refusal.code()));
      case Answer.Refused _ -> {
        refused++;
        answered();
      }
      case Answer.Published _, Answer.Subscribed _, Answer.Unsubscribed _, Answer.Other _ -> {}
    }
  }

  private void answered() {
    latency.recordValue(
        Math.clamp((System.nanoTime() - askedAt) / 1000, 0, Recorder.LONGEST_MICROS));
    if (asked < plan.each()) {
      ask();
    } else {
      done.complete(new Counts(asked - refused, refused, publications, latency));
    }
  }

  void failed(Throwable cause) {
    ready.completeExceptionally(cause);
    done.completeExceptionally(cause);
  }

  @Override
  void closed(int code, String reason) {
    failed(new IllegalStateException("The connection was lost: " + reason));
  }
}
