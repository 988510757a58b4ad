package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one publication costs on its way from the broker to all its subscribers: a running server
 * with real sessions, whose transport lets go of each frame at once. Time is that of both loops
 * together with the publisher; what counts is {@code gc.alloc.rate.norm} of two numbers of
 * subscribers, for its slope is what a subscriber allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class FanOutAllocation {
  private static final String CHANNEL = "fan-out";

  /** How many clients subscribe, over all loops. */
  @Param({"100", "1000"})
  int subscribers;

  private final byte[] payload = ("{\"text\":\"" + "x".repeat(117) + "\"}").getBytes(UTF_8);
  private final ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(payload);
  private @Nullable LocalServer server;
  private @Nullable Broker broker;
  private AtomicLong delivered = new AtomicLong();

  /** Starts the server and its clients. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    LocalServer started = new LocalServer("");
    server = started;
    broker = started.parts().broker();
    delivered = started.delivered();
    started.subscribe(CHANNEL, subscribers);
  }

  /** Publishes, and waits until every client's transport has been handed the frame. */
  @Benchmark
  public void publishToAll() {
    long target = delivered.get() + subscribers;
    Objects.requireNonNull(broker)
        .publish(PublishRequest.of(CHANNEL, payload, null, HistoryOptions.NONE));
    while (delivered.get() < target) {
      Thread.onSpinWait();
    }
  }

  /**
   * What a transport needs for each of its sockets, and nothing else: a view of the shared frame,
   * for each socket reads on at its own place.
   */
  @Benchmark
  public void bareViews(Blackhole hole) {
    for (int i = 0; i < subscribers; i++) {
      ByteBuf view = frame.retainedDuplicate();
      hole.consume(view);
      view.release();
    }
  }

  /** Ends it. */
  @TearDown(Level.Trial)
  public void stop() {
    Objects.requireNonNull(server).close();
    frame.release();
  }
}
