package dev.realtime.server.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every broker promises: of streams, and of delivery, presence and nodes. */
public abstract class BrokerContract extends StreamContract {
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
    published.forEach(BrokerFixture::join);
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
        published.forEach(BrokerFixture::join);
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
