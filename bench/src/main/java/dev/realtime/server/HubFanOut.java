package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.hub.Broadcast;
import dev.realtime.server.hub.ChannelBatch;
import dev.realtime.server.hub.Subscriber;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Result.SentPublication.Form;
import dev.realtime.server.protocol.Wires;
import java.util.List;
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

/**
 * The hub alone: one publication from the broker to subscribers that only take its frame, encoded
 * once, and keep nothing. What sessions add is the difference to {@link FanOutAllocation}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class HubFanOut {
  private static final String CHANNEL = "hub";

  /** How many subscribe, over all loops. */
  @Param({"1", "100", "1000", "10000"})
  int subscribers;

  private final AtomicLong taken = new AtomicLong();
  private final byte[] payload = ("{\"text\":\"" + "x".repeat(117) + "\"}").getBytes(UTF_8);
  private @Nullable LocalServer server;
  private @Nullable Broker broker;

  /** Starts the server, for its loops and its broker, and joins the subscribers. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    LocalServer started = new LocalServer("");
    server = started;
    Assembly parts = started.parts();
    broker = parts.broker();
    List<LoopContext> loops = parts.contexts();
    for (int i = 0; i < subscribers; i++) {
      LoopContext loop = loops.get(i % loops.size());
      Taker taker = new Taker();
      loop.loop()
          .submit(() -> parts.hub().join(loop.index(), taker))
          .get()
          .toCompletableFuture()
          .join();
    }
  }

  /** Publishes, and waits until every subscriber has taken the frame. */
  @Benchmark
  public void publishToAll() {
    long target = taken.get() + subscribers;
    Objects.requireNonNull(broker)
        .publish(PublishRequest.of(CHANNEL, payload, null, HistoryOptions.NONE));
    while (taken.get() < target) {
      Thread.onSpinWait();
    }
  }

  /** Ends it. */
  @TearDown(Level.Trial)
  public void stop() {
    Objects.requireNonNull(server).close();
  }

  private final class Taker extends Subscriber {
    @Override
    public String channel() {
      return CHANNEL;
    }

    @Override
    protected void onPublications(ChannelBatch batch) {
      if (batch.frames(Wires.JSON_WEBSOCKET, Form.PLAIN).isReadable()) {
        taken.incrementAndGet();
      }
    }

    @Override
    protected boolean isBackedUp() {
      return false;
    }

    @Override
    protected void onPresenceChange(Broadcast change) {}

    @Override
    protected void onInsufficientState() {}

    @Override
    protected boolean isPositioned() {
      return false;
    }
  }
}
