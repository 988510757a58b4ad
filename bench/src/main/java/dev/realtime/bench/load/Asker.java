package dev.realtime.bench.load;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Asks for history over several connections. */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes are heard of by listeners
final class Asker implements AutoCloseable {
  private static final int READY_SECONDS = 15;
  private static final int DONE_SECONDS = 120;

  private final AskPlan plan;
  private final List<AskerConnection> connections = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();

  /** Connects. */
  Asker(AskPlan plan, Transport transport, EventLoopGroup loops) throws InterruptedException {
    this.plan = plan;
    Dialer dialer = new Dialer(transport, plan.endpoint(), 0);
    for (int i = 0; i < plan.connections(); i++) {
      String token = Tokens.sign(plan.endpoint().secret(), "asker-" + i);
      AskerConnection connection = new AskerConnection(dialer.dialect, plan, token, dialer.host());
      connections.add(connection);
      dialer
          .dial(loops.next(), 0, 0, connection)
          .addListener(
              done -> {
                if (!done.isSuccess()) {
                  connection.failed(done.cause());
                }
              });
    }
    for (AskerConnection connection : connections) {
      channels.add(within(READY_SECONDS, connection.ready(), "connect"));
    }
  }

  /** Asks, on all connections at once; returns when all is answered. */
  Asked run() throws InterruptedException {
    long began = System.nanoTime();
    for (int i = 0; i < connections.size(); i++) {
      channels.get(i).eventLoop().execute(connections.get(i)::ask);
    }
    Histogram latency = new Histogram(Recorder.LONGEST_MICROS, 3);
    long answered = 0;
    long refused = 0;
    long publications = 0;
    for (AskerConnection connection : connections) {
      AskerConnection.Counts counts = within(DONE_SECONDS, connection.done(), "be answered");
      answered += counts.answered();
      refused += counts.refused();
      publications += counts.publications();
      latency.add(counts.latency());
    }
    return new Asked(
        answered,
        refused,
        publications,
        (System.nanoTime() - began) / 1e9,
        latency.getValueAtPercentile(50) / 1e3,
        latency.getValueAtPercentile(99) / 1e3);
  }

  private <T> T within(int seconds, CompletableFuture<T> future, String what)
      throws InterruptedException {
    if (!Waiting.upTo(seconds, TimeUnit.SECONDS, future)) {
      throw new IllegalStateException(
          "A client of %d could not %s within %d s".formatted(plan.connections(), what, seconds));
    }
    return future.join();
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      Dialer.reset(channel).awaitUninterruptibly(READY_SECONDS, TimeUnit.SECONDS);
    }
  }
}
