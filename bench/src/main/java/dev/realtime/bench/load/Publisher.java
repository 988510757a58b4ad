package dev.realtime.bench.load;

import dev.realtime.bench.wire.Dialect;
import dev.realtime.bench.wire.Marker;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Publishes by the clock on connections and an event loop of its own, so that receiving does not
 * delay it. It never waits for answers; what it could not send in time shows as {@code late}. Its
 * connections stay from one schedule to the next, as those of an application's backend do.
 */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes are heard of by listeners
public final class Publisher implements AutoCloseable {
  /** Publications without an answer at which a run is given up rather than the memory filled. */
  private static final long MOST_UNANSWERED_BYTES = 256L << 20;

  private static final long READY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Dialect dialect;
  private final List<PublisherConnection> connections = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();

  /** Connects. */
  Publisher(Place place, Transport transport, EventLoopGroup loops) throws InterruptedException {
    Dialer dialer = new Dialer(transport, place.endpoint(), 0);
    dialect = dialer.dialect;
    EventLoop loop = loops.next();
    for (int i = 0; i < place.connections(); i++) {
      String token = Tokens.sign(place.endpoint().secret(), "publisher-" + i);
      PublisherConnection connection = new PublisherConnection(dialect, token, dialer.host());
      connections.add(connection);
      dialer
          .dial(loop, 0, 0, connection)
          .addListener(
              done -> {
                if (!done.isSuccess()) {
                  connection.failed(done.cause());
                }
              });
    }
    for (PublisherConnection connection : connections) {
      channels.add(connection.awaitReady(READY_TIMEOUT_NANOS));
    }
  }

  /**
   * Where a publisher is connected.
   *
   * @param connections how many it has
   */
  record Place(ClientPlan.Endpoint endpoint, int connections) {
    static Place of(PublishPlan plan) {
      return new Place(plan.endpoint(), plan.connections());
    }
  }

  /** Whether it can go on: all its connections live, and everything has been answered. */
  boolean isIdle() {
    return connections.stream().allMatch(connection -> connection.isOpen() && connection.isIdle());
  }

  /** Publishes all; returns when all are answered or time is up. */
  Published run(PublishPlan plan) throws InterruptedException {
    Histogram late = new Histogram(Recorder.LONGEST_MICROS, 3);
    long accepted = accepted();
    long refused = refused();
    byte[] payload = Marker.template(plan.bytes());
    for (int i = 0; i < plan.count(); i++) {
      long due = plan.dueNanos(i);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      send(plan, i, due, payload);
      late.recordValue(Math.clamp((System.nanoTime() - due) / 1000, 0, Recorder.LONGEST_MICROS));
    }
    long deadline = System.nanoTime() + ANSWER_TIMEOUT_NANOS;
    for (PublisherConnection connection : connections) {
      connection.awaitAnswers(deadline);
    }
    return new Published(
        plan.count(),
        accepted() - accepted,
        refused() - refused,
        late.getValueAtPercentile(99) / 1000.0,
        late.getMaxValue() / 1000.0);
  }

  private void send(PublishPlan plan, int index, long due, byte[] payload) {
    long k = plan.first() + index;
    int stream = (int) (k % plan.streams());
    Marker.stamp(payload, stream, (int) (k / plan.streams()) + 1, due);
    int turn = stream % connections.size();
    PublisherConnection connection = connections.get(turn);
    long id = connection.nextId();
    long unanswered = connection.unanswered();
    if (dialect.webSocket() && unanswered * plan.bytes() > MOST_UNANSWERED_BYTES) {
      throw new IllegalStateException(
          "The target has left %d publications unanswered; lower the rate".formatted(unanswered));
    }
    Channel channel = channels.get(turn);
    channel.writeAndFlush(
        dialect.publish(channel.alloc(), id, plan.prefix() + stream, payload),
        channel.voidPromise());
  }

  private long accepted() {
    return connections.stream().mapToLong(PublisherConnection::accepted).sum();
  }

  private long refused() {
    return connections.stream().mapToLong(PublisherConnection::refused).sum();
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      Dialer.reset(channel).awaitUninterruptibly(READY_TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * The outcome.
   *
   * @param sent publications handed to the socket
   * @param accepted answered as published (0 where the protocol has no answers)
   * @param refused answered with an error
   * @param lateP99Millis how late the generator itself was
   * @param lateMaxMillis the worst of it
   */
  public record Published(
      long sent, long accepted, long refused, double lateP99Millis, double lateMaxMillis) {}
}
