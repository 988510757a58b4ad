package dev.realtime.server.hub;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.broker.memory.MemoryBroker;
import dev.realtime.server.channel.ChannelRules;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result.SentPublication.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A hub on two loops over a memory broker, and subscribers that keep what they get. */
abstract class HubFixture {
  static final HistoryOptions KEEP =
      new HistoryOptions(1000, Duration.ofMinutes(1), Duration.ofMinutes(1));
  static final String CHANNEL = "c";
  static final long LINGER_MILLIS = 300;
  static final int LOOP_QUEUE_BYTES = 1 << 20;

  final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  final List<LoopContext> contexts = new ArrayList<>();
  final MemoryBroker broker = new MemoryBroker(InstantSource.system(), new Random(1));
  final CountingWire wire = new CountingWire();
  volatile long restNanos;
  Hub hub;

  @BeforeEach
  void start() {
    loops.forEach(loop -> contexts.add(new LoopContext(contexts.size(), (EventLoop) loop)));
    contexts.forEach(LoopContext::start);
    ChannelRules rules = new ChannelRules(ServerConfig.defaults());
    hub =
        new Hub(
            contexts,
            brokerOfHub(),
            UnpooledByteBufAllocator.DEFAULT,
            new HubSettings(
                LOOP_QUEUE_BYTES,
                () -> restNanos,
                () -> 100,
                () -> 1000,
                50,
                LINGER_MILLIS,
                () -> rules,
                _ -> {}));
    broker.start("node", hub).toCompletableFuture().join();
  }

  /** The broker that the hub talks to. */
  Broker brokerOfHub() {
    return broker;
  }

  @AfterEach
  void stop() {
    broker.close();
    var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Counts what is encoded. */
  static final class CountingWire implements Wire {
    final AtomicInteger encoded = new AtomicInteger();

    @Override
    public int index() {
      return 3;
    }

    @Override
    public boolean isText() {
      return true;
    }

    @Override
    public ByteBuf push(ByteBufAllocator allocator, Push push) {
      encoded.incrementAndGet();
      byte[] data = ((Push.Published) push).publication().payload();
      return allocator.buffer().writeBytes(data);
    }

    @Override
    public Frame frame(ByteBufAllocator allocator) {
      throw new UnsupportedOperationException();
    }
  }

  /** Keeps what it gets, as text. */
  final class Recorder extends Subscriber {
    private final String channel;
    private final boolean positioned;
    final List<Long> offsets = new CopyOnWriteArrayList<>();
    final List<Integer> frames = new CopyOnWriteArrayList<>();
    final AtomicInteger losses = new AtomicInteger();
    final List<String> texts = new CopyOnWriteArrayList<>();
    final AtomicInteger presenceChanges = new AtomicInteger();
    volatile boolean failsOnPresence;
    volatile boolean backedUp;
    volatile Runnable onPublications = () -> {};

    Recorder(String channel, boolean positioned) {
      this.channel = channel;
      this.positioned = positioned;
    }

    String text() {
      return String.join("", texts);
    }

    @Override
    public String channel() {
      return channel;
    }

    @Override
    protected boolean isBackedUp() {
      return backedUp;
    }

    @Override
    protected void onPublications(ChannelBatch batch) {
      onPublications.run();
      frames.add(batch.broadcasts().size());
      texts.add(batch.frames(wire, Form.PLAIN).toString(StandardCharsets.UTF_8));
      for (Broadcast broadcast : batch.broadcasts()) {
        offsets.add(broadcast.publication().offset());
      }
    }

    @Override
    protected void onPresenceChange(Broadcast change) {
      presenceChanges.incrementAndGet();
      if (failsOnPresence) {
        throw new IllegalStateException("fails on purpose");
      }
    }

    @Override
    protected void onInsufficientState() {
      losses.incrementAndGet();
    }

    @Override
    protected boolean isPositioned() {
      return positioned;
    }
  }

  Recorder subscribe(int loop) {
    return join(loop, new Recorder(CHANNEL, true));
  }

  /** Subscribes one that does not watch its position. */
  Recorder subscribeWithoutPosition(int loop) {
    return join(loop, new Recorder(CHANNEL, false));
  }

  Recorder join(int loop, Recorder recorder) {
    contexts
        .get(loop)
        .loop()
        .submit(() -> hub.join(loop, recorder))
        .syncUninterruptibly()
        .getNow()
        .toCompletableFuture()
        .join();
    return recorder;
  }

  void publish(int count) {
    for (int i = 0; i < count; i++) {
      byte[] data = ("<" + i + ">").getBytes(StandardCharsets.UTF_8);
      broker.publish(PublishRequest.of(CHANNEL, data, null, KEEP)).toCompletableFuture().join();
    }
  }

  StreamPosition top() {
    return broker
        .history(CHANNEL, new HistoryQuery(null, 0, false), Duration.ofMinutes(1))
        .toCompletableFuture()
        .join()
        .top();
  }

  static List<Long> upTo(long last) {
    List<Long> all = new ArrayList<>();
    for (long i = 1; i <= last; i++) {
      all.add(i);
    }
    return all;
  }

  static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
