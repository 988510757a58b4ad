package dev.realtime.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HubTest {
  private static final HistoryOptions KEEP =
      new HistoryOptions(1000, Duration.ofMinutes(1), Duration.ofMinutes(1));
  private static final String CHANNEL = "c";
  private static final long LINGER_MILLIS = 300;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final List<LoopContext> contexts = new ArrayList<>();
  private final MemoryBroker broker = new MemoryBroker(InstantSource.system(), new Random(1));
  private final CountingWire wire = new CountingWire();
  private volatile long restNanos;
  private Hub hub;

  @BeforeEach
  void start() {
    loops.forEach(loop -> contexts.add(new LoopContext(contexts.size(), (EventLoop) loop)));
    contexts.forEach(LoopContext::start);
    ChannelRules rules = new ChannelRules(ServerConfig.defaults());
    hub =
        new Hub(
            contexts,
            broker,
            UnpooledByteBufAllocator.DEFAULT,
            new HubSettings(
                1 << 20,
                () -> restNanos,
                () -> 100,
                () -> 1000,
                50,
                LINGER_MILLIS,
                () -> rules,
                _ -> {}));
    broker.start("node", hub).toCompletableFuture().join();
  }

  @AfterEach
  void stop() {
    broker.close();
    var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Counts what is encoded. */
  private static final class CountingWire implements Wire {
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
  private final class Recorder extends Subscriber {
    final List<Long> offsets = new CopyOnWriteArrayList<>();
    final List<Integer> frames = new CopyOnWriteArrayList<>();
    final AtomicInteger losses = new AtomicInteger();
    final List<String> texts = new CopyOnWriteArrayList<>();
    final AtomicInteger presenceChanges = new AtomicInteger();
    volatile boolean failsOnPresence;
    volatile boolean backedUp;
    volatile Runnable onPublications = () -> {};

    String text() {
      return String.join("", texts);
    }

    @Override
    public String channel() {
      return CHANNEL;
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
      return true;
    }
  }

  private Recorder subscribe(int loop) {
    Recorder recorder = new Recorder();
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

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      byte[] data = ("<" + i + ">").getBytes(StandardCharsets.UTF_8);
      broker.publish(PublishRequest.of(CHANNEL, data, null, KEEP)).toCompletableFuture().join();
    }
  }

  private StreamPosition top() {
    return broker
        .history(CHANNEL, new HistoryQuery(null, 0, false), Duration.ofMinutes(1))
        .toCompletableFuture()
        .join()
        .top();
  }

  private static List<Long> upTo(long last) {
    List<Long> all = new ArrayList<>();
    for (long i = 1; i <= last; i++) {
      all.add(i);
    }
    return all;
  }

  @Test
  void encodesOnceForAnyNumberOfSubscribersOnAllLoopsAndKeepsOrder() {
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      recorders.add(subscribe(i % 2));
    }
    publish(100);
    String all = upTo(100).stream().map(n -> "<" + (n - 1) + ">").reduce("", String::concat);
    await().until(() -> recorders.stream().allMatch(recorder -> recorder.offsets.size() == 100));
    for (Recorder recorder : recorders) {
      assertThat(recorder.text()).isEqualTo(all);
      assertThat(recorder.offsets).isEqualTo(upTo(100));
    }
    assertThat(wire.encoded).hasValue(100);
  }

  @Test
  void joinsWhatWaitsForOneLoopIntoOneFrame() throws Exception {
    Recorder recorder = subscribe(0);
    var busy = new CountDownLatch(1);
    contexts.get(0).loop().execute(() -> awaitUninterruptibly(busy));
    publish(50);
    busy.countDown();
    await().until(() -> recorder.offsets.size() == 50);
    assertThat(recorder.frames).hasSize(1);
  }

  @Test
  void whatIsPublishedWhileALoopRestsIsDeliveredTogether() throws Exception {
    restNanos = TimeUnit.SECONDS.toNanos(30);
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < FanOutPace.LEAST_DELIVERIES; i++) {
      recorders.add(subscribe(0));
    }
    Recorder first = recorders.getFirst();
    first.onPublications = () -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    publish(1);
    await().until(() -> recorders.stream().allMatch(recorder -> recorder.frames.size() == 1));
    first.onPublications = () -> {};

    publish(10);

    await().until(() -> recorders.stream().allMatch(recorder -> recorder.offsets.size() == 11));
    assertThat(recorders)
        .allSatisfy(recorder -> assertThat(recorder.frames).containsExactly(1, 10));
    assertThat(first.offsets).isEqualTo(upTo(11));
  }

  @Test
  void joinsNoMoreBytesThanSocketsTakeInATurn() {
    Recorder recorder = subscribe(0);
    var busy = new CountDownLatch(1);
    contexts.get(0).loop().execute(() -> awaitUninterruptibly(busy));
    for (int i = 0; i < 16; i++) {
      byte[] longest = "x".repeat(64_000).getBytes(StandardCharsets.UTF_8);
      broker.publish(PublishRequest.of(CHANNEL, longest, null, KEEP)).toCompletableFuture().join();
    }
    busy.countDown();
    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(16)));
    assertThat(recorder.texts).allSatisfy(text -> assertThat(text).hasSizeLessThan(330_000));
  }

  @Test
  void whoeverReadsIsServedAndFlushedBeforeThoseWhoseSocketsAreFull() {
    List<String> order = new CopyOnWriteArrayList<>();
    Recorder reads = subscribe(0);
    Recorder full = subscribe(0);
    full.backedUp = true;
    full.onPublications = () -> order.add("full");
    reads.onPublications =
        () -> {
          order.add("reads");
          contexts.get(0).flushAtEndOfTurn(() -> order.add("flushed"));
        };

    publish(1);

    await().untilAsserted(() -> assertThat(order).containsExactly("reads", "flushed", "full"));
  }

  @Test
  void whatIsLateStaysInOrderThoughTheSocketIsFreeAgain() {
    Recorder recorder = subscribe(0);
    recorder.backedUp = true;
    recorder.onPublications = () -> recorder.backedUp = false;
    for (int round = 0; round < 20; round++) {
      recorder.backedUp = true;
      publish(50);
    }

    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(1000)));
  }

  @Test
  void whoLeavesBeforeItsTurnGetsNothingAnyMore() {
    Recorder reads = subscribe(0);
    Recorder full = subscribe(0);
    full.backedUp = true;
    reads.onPublications = () -> hub.leave(0, full);

    publish(1);

    await().until(() -> reads.offsets.size() == 1);
    contexts.get(0).loop().submit(() -> {}).syncUninterruptibly();
    assertThat(full.offsets).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aGapIsFilledFromHistoryBeforeSubscribersHearWhatFollows() {
    Recorder recorder = subscribe(0);
    publish(2);
    loseDeliveries(3);
    publish(1); // its offset tells of the gap
    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(6)));
    assertThat(recorder.losses).hasValue(0);
    assertThat(hub.metrics().gaps.sum()).isEqualTo(1);
  }

  @Test
  void aGapAtTheEndIsFoundByComparingPositions() {
    Recorder recorder = subscribe(0);
    publish(1);
    loseDeliveries(4);
    await()
        .untilAsserted(
            () -> {
              hub.checkPositions();
              assertThat(recorder.offsets).isEqualTo(upTo(5));
            });
  }

  @Test
  void aGapTheBrokerReportsIsFilled() {
    Recorder recorder = subscribe(1);
    publish(1);
    loseDeliveries(2);
    hub.onDeliveryGap(List.of(CHANNEL, "unknown"));
    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(3)));
  }

  @Test
  void whatHistoryNoLongerHasIsALossToldOnce() {
    Recorder recorder = subscribe(0);
    publish(1);
    loseDeliveries(3);
    broker.removeHistory(CHANNEL).toCompletableFuture().join();
    hub.onDeliveryGap(List.of(CHANNEL));
    await().until(() -> recorder.losses.get() == 1);
    publish(1);
    assertThat(recorder.offsets).containsExactly(1L);
  }

  @Test
  void anotherEpochIsALoss() {
    Recorder recorder = subscribe(0);
    publish(1);
    hub.onPublication(
        CHANNEL, new Publication(new byte[] {'x'}, null, 1, Map.of(), 0), "another", null);
    await().until(() -> hub.metrics().losses.sum() + hub.metrics().gaps.sum() > 0);
    assertThat(recorder.offsets).containsExactly(1L);
  }

  /** Delivers what the broker does not have, as a Redis did that lost it afterwards. */
  private void deliverWhatIsLostLater(long... offsets) {
    String epoch = top().epoch();
    for (long offset : offsets) {
      byte[] data = "<lost>".getBytes(StandardCharsets.UTF_8);
      hub.onPublication(CHANNEL, new Publication(data, null, offset, Map.of(), 1), epoch, null);
    }
  }

  private void interruptAndRecover() {
    hub.onDeliveryInterrupted(List.of(CHANNEL, "unknown"));
    hub.onDeliveryGap(List.of(CHANNEL));
  }

  @Test
  void otherPublicationsUnderOffsetsDeliveredAlreadyAreALossAndEndTheEpoch() {
    Recorder recorder = subscribe(0);
    publish(2);
    deliverWhatIsLostLater(3, 4);
    loseDeliveries(5); // 3 to 7, of which 3 and 4 have the offsets of those that were lost
    String before = top().epoch();
    interruptAndRecover();
    await().untilAsserted(() -> assertThat(recorder.losses).hasValue(1));
    assertThat(recorder.offsets).isEqualTo(upTo(4));
    assertThat(top()).isEqualTo(new StreamPosition(7, top().epoch()));
    assertThat(top().epoch()).isNotEqualTo(before);
    assertThat(hub.metrics().rolledBack.sum()).isEqualTo(1);
  }

  @Test
  void aTopBelowWhatWasDeliveredEndsTheEpochToo() {
    Recorder recorder = subscribe(0);
    publish(2);
    deliverWhatIsLostLater(3, 4);
    String before = top().epoch();
    interruptAndRecover();
    await().untilAsserted(() -> assertThat(recorder.losses).hasValue(1));
    assertThat(top().epoch()).isNotEqualTo(before);
  }

  @Test
  void afterAnInterruptionNothingIsDeliveredBeforeTheStreamWasCompared() {
    Recorder recorder = subscribe(0);
    publish(2);
    deliverWhatIsLostLater(3);
    loseDeliveries(1);
    hub.onDeliveryInterrupted(List.of(CHANNEL));
    publish(1); // 4, which fits behind the 3 that was lost
    await().untilAsserted(() -> assertThat(recorder.losses).hasValue(1));
    assertThat(recorder.offsets).isEqualTo(upTo(3));
  }

  @Test
  void aStreamOfWhichOnlyThePositionIsKnownIsComparedAsWell() {
    publish(3);
    Recorder recorder = subscribe(0);
    StreamPosition top = top();
    hub.notePosition(CHANNEL, new HistoryPage(List.of(), top, 1)); // another 3 than the broker's
    interruptAndRecover();
    await().untilAsserted(() -> assertThat(recorder.losses).hasValue(1));
    assertThat(top().epoch()).isNotEqualTo(top.epoch());
  }

  @Test
  void aStreamThatLostNothingGoesOnInItsEpoch() {
    Recorder recorder = subscribe(0);
    publish(2);
    loseDeliveries(3);
    String before = top().epoch();
    interruptAndRecover();
    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(5)));
    publish(1);
    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(6)));
    assertThat(recorder.losses).hasValue(0);
    assertThat(top().epoch()).isEqualTo(before);
  }

  @Test
  void aChannelWithoutSubscribersIsKeptUntilItsStreamWasCompared() {
    Recorder recorder = subscribe(0);
    publish(2);
    deliverWhatIsLostLater(3);
    String before = top().epoch();
    hub.onDeliveryInterrupted(List.of(CHANNEL));
    contexts.get(0).loop().submit(() -> hub.leave(0, recorder)).syncUninterruptibly();
    loseDeliveries(2);
    await()
        .during(Duration.ofMillis(2 * LINGER_MILLIS))
        .until(
            () -> {
              hub.releaseIdle();
              return hub.metrics().gaps.sum() == 0;
            });
    hub.onDeliveryGap(List.of(CHANNEL));
    await().untilAsserted(() -> assertThat(top().epoch()).isNotEqualTo(before));
  }

  @Test
  void aChannelWithoutSubscribersIsHeardForAWhileButNotCounted() {
    Recorder recorder = subscribe(0);
    publish(1);
    contexts.get(0).loop().submit(() -> hub.leave(0, recorder)).syncUninterruptibly();
    hub.releaseIdle();
    assertThat(hub.channelCount()).isZero();
    hub.onDeliveryInterrupted(List.of(CHANNEL)); // what it had delivered may be lost
    assertThat(hub.metrics().gaps.sum()).isZero();
    hub.onDeliveryGap(List.of(CHANNEL));
    await().until(() -> hub.metrics().gaps.sum() == 1); // it was still here to be compared
  }

  @Test
  void clientsAreToldToRecoverAtTheBoundedRate() {
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 75; i++) {
      recorders.add(subscribe(0));
    }
    publish(1);
    loseDeliveries(2);
    broker.removeHistory(CHANNEL).toCompletableFuture().join();
    long from = System.nanoTime();
    hub.onDeliveryGap(List.of(CHANNEL));
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> recorders.stream().allMatch(recorder -> recorder.losses.get() == 1));
    // 100 a second for the node are 50 for each of its two loops.
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(1_200));
  }

  @Test
  void whatWasDeliveredAlreadyIsNotDeliveredAgain() {
    Recorder recorder = subscribe(0);
    publish(3);
    await().until(() -> recorder.offsets.size() == 3);
    hub.onPublication(
        CHANNEL, new Publication(new byte[] {'x'}, null, 2, Map.of(), 0), top().epoch(), null);
    publish(1);
    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(4)));
  }

  @Test
  void aFullLoopRefusesInsteadOfGrowingAndIsRepairedLater() throws Exception {
    Recorder recorder = subscribe(0);
    publish(1);
    await().until(() -> recorder.offsets.size() == 1);
    var busy = new CountDownLatch(1);
    contexts.get(0).loop().execute(() -> awaitUninterruptibly(busy));
    byte[] big = new byte[100_000];
    for (int i = 0; i < 30; i++) {
      broker.publish(PublishRequest.of(CHANNEL, big, null, KEEP)).toCompletableFuture().join();
    }
    assertThat(hub.queuedBytes()).isLessThanOrEqualTo(1 << 20);
    assertThat(hub.isOverloaded()).isTrue();
    busy.countDown();
    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(31)));
    assertThat(hub.metrics().overflowed.sum()).isPositive();
  }

  @Test
  void aJoinThatCannotBeToldToOneIsToldToTheOthers() {
    List<Recorder> recorders = List.of(subscribe(0), subscribe(0), subscribe(0));
    recorders.get(1).failsOnPresence = true;
    hub.onJoin(CHANNEL, new ClientInfo("u", "c", null, null));
    await()
        .untilAsserted(
            () ->
                assertThat(recorders)
                    .extracting(recorder -> recorder.presenceChanges.get())
                    .containsExactly(1, 1, 1));
  }

  /** Publishes what the hub does not hear of, as if pub/sub had lost it. */
  private void loseDeliveries(int count) {
    broker.unsubscribe(List.of(CHANNEL)).toCompletableFuture().join();
    publish(count);
    broker.subscribe(List.of(CHANNEL)).toCompletableFuture().join();
  }
}
