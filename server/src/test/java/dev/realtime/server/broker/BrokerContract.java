package dev.realtime.server.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every broker promises. Each subclass brings one kind of broker. */
public abstract class BrokerContract {
  protected static final HistoryOptions HISTORY =
      new HistoryOptions(100, Duration.ofMinutes(5), Duration.ofDays(1));

  private final List<Broker> open = new ArrayList<>();
  private final String channel = "test:" + UUID.randomUUID();

  /** A new broker, not started; several share one back end where the kind has one. */
  protected abstract Broker newBroker();

  /** Whether two brokers of this kind can reach each other. */
  protected boolean spansNodes() {
    return true;
  }

  private record Node(Broker broker, RecordingListener heard) {}

  private Node node(String name) {
    Node node = new Node(newBroker(), new RecordingListener());
    open.add(node.broker());
    join(node.broker().start(name, node.heard()));
    return node;
  }

  @AfterEach
  void closeBrokers() {
    open.forEach(Broker::close);
  }

  protected static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private PublishRequest plain(String data) {
    return PublishRequest.of(channel, bytes(data), null, HistoryOptions.NONE);
  }

  private PublishRequest kept(String data) {
    return PublishRequest.of(channel, bytes(data), null, HISTORY);
  }

  private PublishRequest kept(String data, String key, long version, String versionEpoch) {
    return new PublishRequest(
        channel,
        bytes(data),
        null,
        Map.of(),
        HISTORY,
        false,
        key,
        Duration.ofMinutes(1),
        version,
        versionEpoch);
  }

  private HistoryPage read(Broker broker, StreamPosition since, int limit, boolean reverse) {
    return join(
        broker.history(channel, new HistoryQuery(since, limit, reverse), HISTORY.metaTtl()));
  }

  private static List<String> texts(HistoryPage page) {
    return page.publications().stream()
        .map(p -> new String(p.data(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void deliversToSubscribersAndToNobodyElse() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));

    PublishResult result = join(node.broker().publish(plain("one")));
    join(node.broker().publish(PublishRequest.of("other", bytes("x"), null, HISTORY)));
    join(node.broker().publish(plain("two")));

    await().until(() -> node.heard().publications.size() >= 2);
    assertThat(node.heard().texts(channel)).containsExactly("one", "two");
    assertThat(node.heard().publications).hasSize(2);
    assertThat(result).isEqualTo(new PublishResult(StreamPosition.NONE, false));
    assertThat(node.heard().publications.getFirst().epoch()).isEmpty();
    assertThat(node.heard().publications.getFirst().publication().offset()).isZero();
  }

  @Test
  void deliversEverythingAPublicationCarries() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    ClientInfo info = new ClientInfo("Jörg", "c-1", bytes("{\"a\":1}"), bytes("chan"));
    Map<String, String> tags = new LinkedHashMap<>(Map.of("kind", "ä", "empty", ""));
    byte[] data = {0, 1, (byte) 0xff, '\r', '\n', ':', '{', '}'};

    join(
        node.broker()
            .publish(
                new PublishRequest(
                    channel, data, info, tags, HISTORY, false, null, Duration.ZERO, 0, "")));

    await().until(() -> node.heard().publications.size() == 1);
    RecordingListener.Received received = node.heard().publications.getFirst();
    assertThat(received.publication().data()).isEqualTo(data);
    assertThat(received.publication().tags()).isEqualTo(tags);
    assertThat(received.publication().offset()).isEqualTo(1);
    assertThat(received.publication().timeMillis()).isPositive();
    assertThat(received.epoch()).hasSize(8);
    assertThat(received.publication().info()).usingRecursiveComparison().isEqualTo(info);
    assertThat(received.previous()).isNull();
    HistoryPage page = read(node.broker(), null, HistoryQuery.NO_LIMIT, false);
    assertThat(page.publications().getFirst())
        .usingRecursiveComparison()
        .isEqualTo(received.publication());
  }

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

  @Test
  void deliversJoinsAndLeaves() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    ClientInfo info = new ClientInfo("u", "c", bytes("{}"), null);
    join(node.broker().publishJoin(channel, info));
    join(node.broker().publishLeave(channel, info));
    await().until(() -> node.heard().leaves.size() == 1);
    assertThat(node.heard().joins).containsExactly(channel + " u c");
    assertThat(node.heard().leaves).containsExactly(channel + " u c");
  }

  @Test
  void hearsNothingAfterUnsubscribe() {
    Node node = node("a");
    String witness = channel + ":witness";
    join(node.broker().subscribe(List.of(channel, witness)));
    join(node.broker().unsubscribe(List.of(channel)));
    // The witness is subscribed again: its confirmation comes behind the unsubscription.
    join(node.broker().unsubscribe(List.of(witness)));
    join(node.broker().subscribe(List.of(witness)));

    join(node.broker().publish(plain("unheard")));
    join(node.broker().publish(PublishRequest.of(witness, bytes("w"), null, HistoryOptions.NONE)));
    await().until(() -> !node.heard().texts(witness).isEmpty());
    assertThat(node.heard().texts(channel)).isEmpty();
  }

  @Test
  void subscribesToThousandsAtOnceAndHearsEachOfThem() {
    Node node = node("a");
    List<String> many = IntStream.range(0, 3_000).mapToObj(i -> channel + ":" + i).toList();
    join(node.broker().subscribe(many));
    List<CompletionStage<PublishResult>> published = new ArrayList<>();
    for (String one : many) {
      published.add(
          node.broker().publish(PublishRequest.of(one, bytes("x"), null, HistoryOptions.NONE)));
    }
    published.forEach(BrokerContract::join);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> node.heard().publications.size() >= many.size());
    Set<String> heard = new HashSet<>();
    node.heard().publications.forEach(p -> heard.add(p.channel()));
    assertThat(heard).hasSize(3_000);
  }

  @Test
  void keepsTheOrderOfAChannelUnderLoad() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    List<CompletionStage<PublishResult>> published = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      published.add(node.broker().publish(kept("" + i)));
      if (published.size() == 250) { // as many at once; a busy machine answers more too late
        published.forEach(BrokerContract::join);
        published.clear();
      }
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> node.heard().publications.size() == 2_000);
    assertThat(node.heard().publications)
        .extracting(r -> r.publication().offset())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(node.heard().texts(channel))
        .isEqualTo(IntStream.range(0, 2_000).mapToObj(Integer::toString).toList());
  }

  @Test
  void presenceKnowsClientsAndCountsUsers() {
    Broker broker = node("a").broker();
    Duration minute = Duration.ofMinutes(1);
    ClientInfo anna1 = new ClientInfo("anna", "c1", bytes("{}"), bytes("x"));
    join(broker.addPresence(channel, anna1, minute));
    join(broker.addPresence(channel, new ClientInfo("anna", "c2", null, null), minute));
    join(broker.addPresence(channel, new ClientInfo("", "c3", null, null), minute));
    join(broker.addPresence(channel, anna1, minute));

    assertThat(join(broker.presenceStats(channel))).isEqualTo(new PresenceStats(3, 2));
    Map<String, ClientInfo> present = join(broker.presence(channel));
    assertThat(present).containsOnlyKeys("c1", "c2", "c3");
    assertThat(present.get("c1")).usingRecursiveComparison().isEqualTo(anna1);

    join(broker.removePresence(channel, "c1", "anna"));
    assertThat(join(broker.presenceStats(channel))).isEqualTo(new PresenceStats(2, 2));
    join(broker.removePresence(channel, "c2", "anna"));
    join(broker.removePresence(channel, "c2", "anna"));
    assertThat(join(broker.presenceStats(channel))).isEqualTo(new PresenceStats(1, 1));
    assertThat(join(broker.presence(channel))).containsOnlyKeys("c3");
    assertThat(join(broker.presence("nobody"))).isEmpty();
    assertThat(join(broker.presenceStats("nobody"))).isEqualTo(new PresenceStats(0, 0));
  }

  @Test
  void presenceExpiresUnlessRenewed() {
    Broker broker = node("a").broker();
    ClientInfo stays = new ClientInfo("anna", "stays", null, null);
    ClientInfo goes = new ClientInfo("bert", "goes", null, null);
    join(broker.addPresence(channel, goes, Duration.ofMillis(200)));
    join(broker.addPresence(channel, stays, Duration.ofMinutes(1)));

    await().until(() -> join(broker.presence(channel)).size() == 1);
    assertThat(join(broker.presence(channel))).containsOnlyKeys("stays");
    assertThat(join(broker.presenceStats(channel))).isEqualTo(new PresenceStats(1, 1));
  }

  @Test
  void controlMessagesReachOneNodeOrAll() {
    if (!spansNodes()) {
      Node only = node("a");
      join(only.broker().publishControl("a", bytes("to a")));
      join(only.broker().publishControl(null, bytes("to all")));
      await().until(() -> only.heard().controls.size() == 2);
      return;
    }
    Node a = node("a");
    Node b = node("b");
    join(a.broker().publishControl("b", bytes("to b")));
    join(a.broker().publishControl(null, bytes("to all")));
    join(b.broker().publishControl("a", bytes("to a")));
    await().until(() -> a.heard().controls.size() >= 2 && b.heard().controls.size() >= 2);
    assertThat(a.heard().controls).containsExactlyInAnyOrder("to all", "to a");
    assertThat(b.heard().controls).containsExactlyInAnyOrder("to b", "to all");
  }

  @Test
  void channelsMayHaveAnyName() {
    Node node = node("a");
    List<String> names =
        List.of("}", "{", "{}", "{a}b", "a}b{c", ":", "ä €", "a b", "%", "x".repeat(255), "c:m");
    join(node.broker().subscribe(names));
    for (String name : names) {
      PublishRequest request = PublishRequest.of(name, bytes(name), null, HISTORY);
      join(node.broker().removeHistory(name));
      join(node.broker().publish(request));
      join(
          node.broker()
              .addPresence(name, new ClientInfo("u", "c", null, null), Duration.ofMinutes(1)));
      assertThat(
              join(node.broker().history(name, new HistoryQuery(null, -1, false), HISTORY.ttl()))
                  .publications())
          .hasSize(1);
      assertThat(join(node.broker().presenceStats(name)).clients()).isEqualTo(1);
    }
    await().until(() -> node.heard().publications.size() == names.size());
    for (String name : names) {
      assertThat(node.heard().texts(name)).containsExactly(name);
    }
  }

  @Test
  void isHealthyWhileItWorksAndSilentAfterClose() {
    Node node = node("a");
    join(node.broker().subscribe(List.of(channel)));
    await().until(() -> node.broker().health().up());
    node.broker().close();
    if (spansNodes()) {
      Node other = node("b");
      join(other.broker().publish(plain("late")));
    }
    assertThat(node.heard().publications).isEmpty();
  }
}
