package dev.realtime.server.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every broker promises of streams: positions, history, what is published once only. */
public abstract class StreamContract extends BrokerFixture {
  @Test
  void numbersPublicationsFromOneInAStreamOfOneEpoch() {
    Broker broker = node("a").broker();
    PublishResult first = join(broker.publish(kept("1")));
    PublishResult second = join(broker.publish(kept("2")));

    assertThat(first.position().epoch()).matches("[A-Za-z]{8}");
    assertThat(second.position()).isEqualTo(new StreamPosition(2, first.position().epoch()));
    assertThat(read(broker, null, 0, false).top()).isEqualTo(second.position());
  }

  @Test
  void historyOfAnUnknownChannelMakesTheEpochThatThePublicationThenHas() {
    Broker broker = node("a").broker();
    HistoryPage empty = read(broker, null, HistoryQuery.NO_LIMIT, false);
    assertThat(empty.publications()).isEmpty();
    assertThat(empty.top().offset()).isZero();
    assertThat(empty.top().epoch()).matches("[A-Za-z]{8}");

    assertThat(join(broker.publish(kept("1"))).position())
        .isEqualTo(new StreamPosition(1, empty.top().epoch()));
  }

  @Test
  void readsAnyPartOfHistoryInBothDirections() {
    Broker broker = node("a").broker();
    for (int i = 1; i <= 5; i++) {
      join(broker.publish(kept(Integer.toString(i))));
    }
    String epoch = read(broker, null, 0, false).top().epoch();
    StreamPosition two = new StreamPosition(2, epoch);
    StreamPosition start = new StreamPosition(0, epoch);

    assertThat(texts(read(broker, null, HistoryQuery.NO_LIMIT, false)))
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(texts(read(broker, null, 2, false))).containsExactly("1", "2");
    assertThat(texts(read(broker, null, 2, true))).containsExactly("5", "4");
    assertThat(texts(read(broker, two, HistoryQuery.NO_LIMIT, false)))
        .containsExactly("3", "4", "5");
    assertThat(texts(read(broker, two, 1, false))).containsExactly("3");
    assertThat(texts(read(broker, two, HistoryQuery.NO_LIMIT, true))).containsExactly("1");
    assertThat(texts(read(broker, start, HistoryQuery.NO_LIMIT, false))).hasSize(5);
    assertThat(texts(read(broker, start, HistoryQuery.NO_LIMIT, true))).isEmpty();
    assertThat(texts(read(broker, null, 0, false))).isEmpty();
    assertThat(texts(read(broker, new StreamPosition(5, epoch), 10, false))).isEmpty();
  }

  @Test
  void positionOfAnotherEpochReadsNothingAndAnswersTheTop() {
    Broker broker = node("a").broker();
    PublishResult published = join(broker.publish(kept("1")));

    HistoryPage page = read(broker, new StreamPosition(0, "elsewhere"), 10, false);
    assertThat(page.publications()).isEmpty();
    assertThat(page.top()).isEqualTo(published.position());
    assertThat(texts(read(broker, new StreamPosition(0, ""), 10, false))).containsExactly("1");
  }

  @Test
  void tellsWhenThePublicationAtTheTopWasAccepted() {
    Broker broker = node("a").broker();
    assertThat(read(broker, null, 0, false).topTimeMillis()).isZero();
    join(broker.publish(kept("1")));
    join(broker.publish(kept("2")));
    long second =
        read(broker, null, HistoryQuery.NO_LIMIT, false).publications().getLast().timeMillis();
    assertThat(second).isPositive();
    assertThat(read(broker, null, 0, false).topTimeMillis()).isEqualTo(second);
    assertThat(read(broker, null, 1, false).topTimeMillis()).isEqualTo(second);
    join(broker.removeHistory(channel));
    assertThat(read(broker, null, 0, false).topTimeMillis()).isZero();
  }

  @Test
  void aStreamKeepsWhatItHasUnderAnotherEpoch() {
    Broker broker = node("a").broker();
    StreamPosition first = join(broker.publish(kept("1"))).position();
    join(broker.renewEpoch(channel, first.epoch()));
    StreamPosition renewed = read(broker, null, 0, false).top();
    assertThat(renewed.epoch()).matches("[A-Za-z]{8}").isNotEqualTo(first.epoch());
    assertThat(renewed.offset()).isEqualTo(1);

    join(broker.renewEpoch(channel, first.epoch())); // another node noticed it too
    assertThat(read(broker, null, 0, false).top()).isEqualTo(renewed);
    assertThat(join(broker.publish(kept("2"))).position())
        .isEqualTo(new StreamPosition(2, renewed.epoch()));
    assertThat(texts(read(broker, null, HistoryQuery.NO_LIMIT, false))).containsExactly("1", "2");
  }

  @Test
  void keepsNoMoreThanItsSize() {
    Broker broker = node("a").broker();
    HistoryOptions three = new HistoryOptions(3, Duration.ofMinutes(1), Duration.ofMinutes(1));
    for (int i = 1; i <= 7; i++) {
      join(broker.publish(PublishRequest.of(channel, bytes("" + i), null, three)));
    }
    HistoryPage page = read(broker, null, HistoryQuery.NO_LIMIT, false);
    assertThat(texts(page)).containsExactly("5", "6", "7");
    assertThat(page.publications().getFirst().offset()).isEqualTo(5);
  }

  @Test
  void publicationsExpireButOffsetAndEpochStay() {
    Broker broker = node("a").broker();
    HistoryOptions brief = new HistoryOptions(10, Duration.ofMillis(50), Duration.ofMinutes(1));
    PublishResult first = join(broker.publish(PublishRequest.of(channel, bytes("1"), null, brief)));
    await().until(() -> read(broker, null, HistoryQuery.NO_LIMIT, false).publications().isEmpty());

    PublishResult second =
        join(broker.publish(PublishRequest.of(channel, bytes("2"), null, HISTORY)));
    assertThat(second.position()).isEqualTo(new StreamPosition(2, first.position().epoch()));
  }

  @Test
  void streamBeginsANewEpochAfterItsMetaExpired() {
    Broker broker = node("a").broker();
    HistoryOptions brief = new HistoryOptions(10, Duration.ofMillis(20), Duration.ofMillis(40));
    PublishResult first = join(broker.publish(PublishRequest.of(channel, bytes("1"), null, brief)));
    await()
        .untilAsserted(
            () -> {
              // A query without a time to keep the position must not keep it.
              HistoryPage page =
                  join(broker.history(channel, new HistoryQuery(null, 0, false), Duration.ZERO));
              assertThat(page.top().epoch()).isNotEqualTo(first.position().epoch());
              assertThat(page.top().offset()).isZero();
            });
  }

  @Test
  void removedHistoryLeavesOffsetAndEpoch() {
    Broker broker = node("a").broker();
    join(broker.publish(kept("1")));
    PublishResult second = join(broker.publish(kept("2")));

    join(broker.removeHistory(channel));

    HistoryPage page = read(broker, null, HistoryQuery.NO_LIMIT, false);
    assertThat(page.publications()).isEmpty();
    assertThat(page.top()).isEqualTo(second.position());
  }

  @Test
  void idempotencyKeyPublishesOnceAndAnswersTheFirstPosition() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    PublishResult first = join(node.broker().publish(kept("1", "key", 0, "")));
    PublishResult again = join(node.broker().publish(kept("1", "key", 0, "")));
    PublishResult other = join(node.broker().publish(kept("2", "key2", 0, "")));

    assertThat(first.suppressed()).isFalse();
    assertThat(again).isEqualTo(new PublishResult(first.position(), true));
    assertThat(other.position().offset()).isEqualTo(2);
    await().until(() -> node.heard().publications.size() >= 2);
    assertThat(node.heard().texts(channel)).containsExactly("1", "2");
  }

  @Test
  void idempotencyKeyWorksWithoutHistoryAndIsForgottenAfterItsTime() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    PublishRequest once =
        new PublishRequest(
            channel,
            bytes("x"),
            null,
            Map.of(),
            HistoryOptions.NONE,
            false,
            "k:{}",
            Duration.ofMillis(100),
            0,
            "");
    assertThat(join(node.broker().publish(once)))
        .isEqualTo(new PublishResult(StreamPosition.NONE, false));
    PublishResult again = join(node.broker().publish(once));
    assertThat(again.position()).isEqualTo(StreamPosition.NONE);
    await().until(() -> !join(node.broker().publish(once)).suppressed());
  }

  @Test
  void idempotencyKeyUsedWithoutHistoryHoldsForAPublicationWithHistoryToo() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    PublishRequest without = once(channel, "1", "key");
    join(node.broker().publish(without));
    assertThat(join(node.broker().publish(kept("1", "key", 0, ""))))
        .isEqualTo(new PublishResult(StreamPosition.NONE, true));
    assertThat(join(node.broker().publish(kept("2"))).position().offset()).isEqualTo(1);
    await().until(() -> node.heard().publications.size() >= 2);
    assertThat(node.heard().texts(channel)).containsExactly("1", "2");
  }

  @Test
  void versionsOnlyGoUpInsideTheirEpoch() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    Broker broker = node.broker();
    assertThat(join(broker.publish(kept("v9", null, 9, "e"))).suppressed()).isFalse();
    assertThat(join(broker.publish(kept("v10", null, 10, "e"))).suppressed()).isFalse();
    PublishResult old = join(broker.publish(kept("v9 again", null, 9, "e")));
    assertThat(old.suppressed()).isTrue();
    assertThat(old.position().offset()).isEqualTo(2);
    assertThat(join(broker.publish(kept("same", null, 10, "e"))).suppressed()).isTrue();
    assertThat(join(broker.publish(kept("v1 of f", null, 1, "f"))).suppressed()).isFalse();
    assertThat(join(broker.publish(kept("big", null, Long.MAX_VALUE - 1, "f"))).suppressed())
        .isFalse();
    assertThat(join(broker.publish(kept("bigger", null, Long.MAX_VALUE, "f"))).suppressed())
        .isFalse();
    assertThat(join(broker.publish(kept("no version", null, 0, ""))).suppressed()).isFalse();
    await().until(() -> node.heard().publications.size() >= 6);
    assertThat(node.heard().texts(channel))
        .containsExactly("v9", "v10", "v1 of f", "big", "bigger", "no version");
  }

  @Test
  void deltaBringsThePreviousPayloadOfTheStream() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    for (String data : List.of("first", "second", "third")) {
      join(
          node.broker()
              .publish(
                  new PublishRequest(
                      channel,
                      bytes(data),
                      new ClientInfo("u", "c", null, null),
                      Map.of("t", data),
                      HISTORY,
                      true,
                      null,
                      Duration.ZERO,
                      0,
                      "")));
    }
    join(node.broker().publish(kept("without")));
    await().until(() -> node.heard().publications.size() == 4);
    assertThat(node.heard().publications)
        .extracting(RecordingListener.Received::previousText)
        .containsExactly(null, "first", "second", null);
  }

  /** A publication that keeps nothing but its idempotency key, for a minute. */
  protected static PublishRequest once(String channel, String data, String key) {
    return new PublishRequest(
        channel,
        bytes(data),
        null,
        Map.of(),
        HistoryOptions.NONE,
        false,
        key,
        Duration.ofMinutes(1),
        0,
        "");
  }
}
