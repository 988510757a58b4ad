package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.hub.Wire;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.Connection;
import dev.realtime.server.session.Session;
import dev.realtime.server.session.TransportKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  private static final String CONFIG =
      """
      {"listen": {"host": "127.0.0.1", "port": 0, "eventLoops": 2},
       "management": {"host": "127.0.0.1", "port": 0},
       "log": {"level": "warn"},
       "auth": {"anonymous": true},
       "client": {"pingInterval": "10m"},
       "channels": {"allowSubscribe": "anyone"}}
      """;

  /** How many clients subscribe, over all loops. */
  @Param({"100", "1000"})
  int subscribers;

  private final AtomicLong delivered = new AtomicLong();
  private final byte[] payload = ("{\"text\":\"" + "x".repeat(117) + "\"}").getBytes(UTF_8);
  private final AtomicLong subscribed = new AtomicLong();
  private final ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(payload);
  private @Nullable Server server;
  private @Nullable Broker broker;

  /** Starts the server and its clients. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    Path file = Files.writeString(Files.createTempFile("fan-out", ".yaml"), CONFIG);
    Server started = Server.start(new ServerOptions(file, null, false, Map.of()));
    server = started;
    Files.delete(file);
    Assembly parts = started.parts();
    broker = parts.broker();
    List<LoopContext> loops = parts.contexts();
    for (int i = 0; i < subscribers; i++) {
      LoopContext loop = loops.get(i % loops.size());
      Session session = new Session(parts.services(), parts.clientRoutes().flows(), new Sink(loop));
      loop.loop().submit(() -> enter(session)).sync();
    }
    while (subscribed.get() < subscribers) {
      Thread.onSpinWait();
    }
  }

  private static void enter(Session session) {
    session.start();
    session.onCommand(new Command(1, new Command.Connect("", null, Map.of(), "", "", Map.of())));
    session.onCommand(
        new Command(
            2,
            new Command.Subscribe(
                CHANNEL, "", false, "", 0, null, false, false, false, "", null, 0, 0)));
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

  /** The way to a client that takes everything and keeps nothing. */
  private final class Sink implements Connection {
    private static final TransportKind WEBSOCKET =
        new TransportKind("websocket", false, false, false, false);

    private final LoopContext context;
    private boolean ready;

    Sink(LoopContext context) {
      this.context = context;
    }

    @Override
    public void write(ByteBuf frame) {
      if (ready) {
        delivered.incrementAndGet();
      } else if (frame.toString(UTF_8).contains("\"subscribe\"")) {
        ready = true;
        subscribed.incrementAndGet();
      }
      frame.release();
    }

    @Override
    public LoopContext context() {
      return context;
    }

    @Override
    public Wire wire() {
      return Wires.JSON_WEBSOCKET;
    }

    @Override
    public TransportKind transport() {
      return WEBSOCKET;
    }

    @Override
    public ByteBufAllocator allocator() {
      return ByteBufAllocator.DEFAULT;
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void nativePing() {}

    @Override
    public void setReading(boolean reading) {}

    @Override
    public void close(Disconnect why) {}

    @Override
    public void abort() {}

    @Override
    public String clientAddress() {
      return "none";
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }
  }
}
