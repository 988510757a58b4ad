package dev.realtime.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HubTest extends HubFixture {
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
  void whoWatchesNoPositionGetsWhatIsLeftBehindALoss() {
    Recorder watching = subscribe(0);
    Recorder other = subscribeWithoutPosition(1);
    publish(1);
    int lost = KEEP.size() + 500;
    loseDeliveries(lost);
    hub.onDeliveryGap(List.of(CHANNEL));

    List<Long> expected = upTo(lost + 1);
    expected.subList(1, lost + 1 - KEEP.size()).clear();
    await().untilAsserted(() -> assertThat(other.offsets).isEqualTo(expected));
    await().until(() -> watching.losses.get() == 1);
    assertThat(watching.offsets).containsExactly(1L);
    assertThat(other.losses).hasValue(0);
  }

  @Test
  void whoWatchesNoPositionGetsTheFirstPublicationOfAnotherEpochToo() {
    Recorder watching = subscribe(0);
    Recorder other = subscribeWithoutPosition(1);
    publish(2);
    broker.renewEpoch(CHANNEL, top().epoch()).toCompletableFuture().join();
    long delivered = System.currentTimeMillis();
    await("what follows to be younger").until(() -> System.currentTimeMillis() > delivered);
    publish(1);

    await().untilAsserted(() -> assertThat(other.offsets).isEqualTo(upTo(3)));
    await().until(() -> watching.losses.get() == 1);
    publish(1);
    await().untilAsserted(() -> assertThat(other.offsets).isEqualTo(upTo(4)));
    assertThat(watching.offsets).isEqualTo(upTo(2));
  }

  @Test
  void aPublicationWhosePositionAnotherSubscriberKnowsAlreadyIsNewsToTheRest() {
    Recorder other = subscribeWithoutPosition(0);
    loseDeliveries(3);
    Recorder asking = subscribe(0);
    hub.notePosition(CHANNEL, new HistoryPage(List.of(), top(), 0));
    for (int i = 0; i < 2; i++) {
      hub.onPublication(
          CHANNEL, new Publication(new byte[] {'x'}, null, 3, Map.of(), 1), top().epoch(), null);
    }
    publish(1);

    await().untilAsserted(() -> assertThat(other.offsets).containsExactly(3L, 4L));
    assertThat(asking.losses).hasValue(0);
  }

  @Test
  void aPageThatWasReadBeforeTheStreamGotAnotherEpochIsNoLoss() {
    Recorder recorder = subscribe(0);
    publish(1);
    hub.notePosition(CHANNEL, new HistoryPage(List.of(), new StreamPosition(8, "older"), 0));
    publish(1);

    await().untilAsserted(() -> assertThat(recorder.offsets).isEqualTo(upTo(2)));
    assertThat(recorder.losses).hasValue(0);
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
  void aQuietStreamWhosePositionBecameKnownAfterAGapIsComparedAndThenReleased() {
    Recorder recorder = subscribe(0);
    interruptAndRecover();
    hub.notePosition(
        CHANNEL,
        broker
            .history(CHANNEL, new HistoryQuery(null, 0, false), Duration.ofMinutes(1))
            .toCompletableFuture()
            .join());
    contexts.get(0).loop().submit(() -> hub.leave(0, recorder)).syncUninterruptibly();

    await()
        .untilAsserted(
            () -> {
              hub.checkPositions();
              assertThat(hub.metrics().gaps.sum()).isEqualTo(1);
            });
    await()
        .untilAsserted(
            () -> {
              hub.releaseIdle();
              long before = hub.metrics().broadcasts.sum();
              publish(1);
              assertThat(hub.metrics().broadcasts.sum()).as("nothing is heard").isEqualTo(before);
            });
    assertThat(recorder.losses).hasValue(0);
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
