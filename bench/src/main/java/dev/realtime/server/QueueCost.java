package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The outbound queue of slow clients: what a frame costs that has to wait for its client's socket
 * and is written later, beside one that goes right through. Figures are of one frame.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class QueueCost {
  private static final String CHANNEL = "queue";
  private static final int CLIENTS = 100;
  private static final int EACH = 20;
  private static final int FRAMES = CLIENTS * EACH;

  /** What happens to a client whose queue is full; {@code keep-latest} keeps one frame of each. */
  @Param({"disconnect", "drop-oldest", "keep-latest"})
  String policy = "disconnect";

  private final byte[] payload = ("{\"text\":\"" + "x".repeat(117) + "\"}").getBytes(UTF_8);
  private @Nullable LocalServer server;
  private @Nullable Broker broker;

  /** Starts the server and its clients. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    LocalServer started = new LocalServer(", \"slowClient\": \"" + policy + "\"");
    server = started;
    broker = started.parts().broker();
    started.subscribe(CHANNEL, CLIENTS);
  }

  /** Every client takes every frame at once. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void through() {
    LocalServer running = Objects.requireNonNull(server);
    long before = running.delivered().get();
    for (int i = 0; i < EACH; i++) {
      publishOne();
      awaitDelivered(running, before + (i + 1L) * CLIENTS);
    }
  }

  /** Frames wait, until all clients take what there is. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void queued() throws InterruptedException {
    LocalServer running = Objects.requireNonNull(server);
    long before = running.delivered().get();
    running.writable(false);
    for (int i = 0; i < EACH; i++) {
      publishOne();
      running.settle();
    }
    running.writable(true);
    int kept = policy.equals("keep-latest") ? 1 : EACH;
    awaitDelivered(running, before + (long) kept * CLIENTS);
  }

  private void publishOne() {
    Objects.requireNonNull(broker)
        .publish(PublishRequest.of(CHANNEL, payload, null, HistoryOptions.NONE));
  }

  private static void awaitDelivered(LocalServer running, long target) {
    while (running.delivered().get() < target) {
      Thread.onSpinWait();
    }
  }

  /** Ends it. */
  @TearDown(Level.Trial)
  public void stop() {
    Objects.requireNonNull(server).close();
  }
}
