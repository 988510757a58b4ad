package dev.realtime.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** In which turns, and in which order, a loop delivers. */
class HubLoopTest extends HubFixture {
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
    List<Recorder> recorders = subscribeEnoughToRest();
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

  @Test
  void aTurnThatMetItsCapIsFollowedByTheNextWithoutARest() throws Exception {
    restNanos = TimeUnit.SECONDS.toNanos(30);
    List<Recorder> recorders = subscribeEnoughToRest();
    Recorder first = recorders.getFirst();
    List<Long> turnsNanos = new CopyOnWriteArrayList<>();
    first.onPublications =
        () -> {
          turnsNanos.add(System.nanoTime());
          if (turnsNanos.size() == 1) {
            publish(1); // while the first of the turns goes on
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
          }
        };
    var busy = new CountDownLatch(1);
    contexts.get(0).loop().execute(() -> awaitUninterruptibly(busy));
    publish(1200);
    busy.countDown();

    await().until(() -> recorders.stream().allMatch(recorder -> recorder.offsets.size() == 1201));
    assertThat(first.offsets).isEqualTo(upTo(1201));
    assertThat(first.frames.getFirst()).isEqualTo(512);
    // A rest would be twice the second that the first turn took.
    assertThat(turnsNanos.getLast() - turnsNanos.getFirst())
        .isLessThan(TimeUnit.MILLISECONDS.toNanos(2_800));
  }

  @Test
  void whatWaitsForTheEndOfARestIsDeliveredWhenItMustNotBeOvertaken() throws Exception {
    restNanos = TimeUnit.SECONDS.toNanos(30);
    List<Recorder> recorders = subscribeEnoughToRest();
    Recorder first = recorders.getFirst();
    first.onPublications = () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    publish(1);
    await().until(() -> recorders.stream().allMatch(recorder -> recorder.frames.size() == 1));
    first.onPublications = () -> {};
    Recorder slow = recorders.get(1);
    slow.backedUp = true;

    publish(2); // the loop rests for two seconds now
    contexts.get(0).loop().submit(() -> hub.deliverWaiting(0)).syncUninterruptibly();

    assertThat(first.frames).containsExactly(1, 2);
    assertThat(slow.offsets).isEqualTo(upTo(3));
    publish(2);
    await().until(() -> recorders.stream().allMatch(recorder -> recorder.offsets.size() == 5));
  }

  private List<Recorder> subscribeEnoughToRest() {
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < FanOutPace.LEAST_DELIVERIES; i++) {
      recorders.add(subscribe(0));
    }
    return recorders;
  }

  @Test
  void whatIsHeavierThanTheQueueIsDeliveredWhereNothingWaits() {
    Recorder recorder = subscribe(0);
    byte[] heavy = new byte[LOOP_QUEUE_BYTES + 1];
    for (HistoryOptions history : List.of(KEEP, HistoryOptions.NONE, KEEP)) {
      broker.publish(PublishRequest.of(CHANNEL, heavy, null, history)).toCompletableFuture().join();
      await().until(() -> hub.queuedBytes() == 0);
    }
    await().untilAsserted(() -> assertThat(recorder.offsets).containsExactly(1L, 0L, 2L));
    assertThat(hub.metrics().overflowed.sum()).isZero();
  }
}
