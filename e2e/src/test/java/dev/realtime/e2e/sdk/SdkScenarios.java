package dev.realtime.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application developer does with an SDK, over each SDK and transport there is. */
@Execution(ExecutionMode.CONCURRENT)
abstract class SdkScenarios extends SdkStage
    implements StateScenarios, TokenScenarios, CodeScenarios {
  @ParameterizedTest
  @MethodSource("sdks")
  void whatOnePublishesAllSubscribersReceiveAndTheUnsubscribedDoNot(Sdk sdk) {
    String channel = unique("news");
    try (SdkClient alice = connected(sdk);
        SdkClient bob = connected(sdk);
        SdkClient carol = connected(sdk)) {
      List.of(alice, bob, carol).forEach(client -> client.subscribe(channel));
      carol.unsubscribe(channel);
      alice.publish(channel, "{\"text\":\"good morning\"}");
      alice.publish(channel, "{\"text\":\"zażółć 😀\"}");

      for (SdkClient client : List.of(alice, bob)) {
        awaitReceived(client, channel, 2);
        assertThat(client.journal().received(channel))
            .containsExactly("{\"text\":\"good morning\"}", "{\"text\":\"zażółć 😀\"}");
      }
      assertThat(carol.journal().received(channel)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void presenceShowsWhoIsThereAndJoinsAndLeavesAreTold(Sdk sdk) {
    String channel = unique("chat:presence");
    try (SdkClient alice = connected(sdk)) {
      alice.subscribe(channel);
      String bobsId;
      try (SdkClient bob = connected(sdk)) {
        bob.subscribe(channel);
        bobsId = bob.journal().clientId();
        assertThat(alice.presence(channel))
            .containsExactlyInAnyOrder(alice.journal().clientId(), bobsId);
      }

      await("bob's leave")
          .atMost(SOON)
          .until(
              () ->
                  alice
                      .journal()
                      .all(Journal.Membership.class)
                      .contains(new Journal.Membership(channel, "leave", bobsId)));
      assertThat(alice.journal().all(Journal.Membership.class))
          .contains(new Journal.Membership(channel, "join", bobsId));
      await("bob out of the presence")
          .atMost(SOON)
          .until(() -> !alice.presence(channel).contains(bobsId));
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void historyHoldsWhatWasPublishedBefore(Sdk sdk) {
    String channel = unique("chat:history");
    try (SdkClient alice = connected(sdk)) {
      alice.subscribe(channel);
      for (int i = 1; i <= 5; i++) {
        alice.publish(channel, number(i));
      }

      assertThat(alice.history(channel, 100))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 5).mapToObj(SdkStage::number).toList());
      assertThat(alice.history(channel, 2)).containsExactly(number(1), number(2));
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void whatIsNotAllowedIsRefusedWithTheProtocolsCode(Sdk sdk) {
    String channel = unique("chat:refused");
    try (SdkClient alice = connected(sdk)) {
      assertThatThrownBy(() -> alice.publish(channel, "{}"))
          .isInstanceOfSatisfying(
              SdkClient.SdkException.class, refused -> assertThat(refused.code()).isEqualTo(103));
      assertThatThrownBy(() -> alice.subscribe("nonamespace:x"))
          .isInstanceOfSatisfying(
              SdkClient.SdkException.class, refused -> assertThat(refused.code()).isEqualTo(102));
      assertThat(alice.journal().connection()).isEqualTo("connected");
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void nothingIsLostDoubledOrReorderedOver10000MessagesWhileConnectionsAreKilled(Sdk sdk)
      throws Exception {
    String channel = unique("chat:recovery");
    int messages = 10_000;
    try (TcpRelay relay = relay();
        SdkClient subscriber = client(sdk, relay.authority());
        JavaSdkClient publisher = publisher()) {
      publisher.connect();
      subscriber.connect();
      subscriber.subscribe(channel);
      publisher.subscribe(channel);
      int burst = 100;
      for (int first = 1; first <= messages; first += burst) {
        long connects = subscriber.journal().connects();
        boolean cut = first % 2_000 == 1_001;
        if (cut) {
          relay.cut();
        }
        publisher.publishAll(
            channel, IntStream.range(first, first + burst).mapToObj(SdkStage::number).toList());
        if (cut) {
          // The next cut has to hit a connection that lives.
          await("the reconnect")
              .atMost(SOON)
              .until(() -> subscriber.journal().connects() > connects);
        }
      }

      awaitReceived(subscriber, channel, messages);
      assertThat(subscriber.journal().received(channel))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, messages).mapToObj(SdkStage::number).toList());
      List<Journal.Subscription> subscribed = subscriber.journal().subscribed(channel);
      assertThat(subscribed).hasSizeGreaterThanOrEqualTo(6);
      assertThat(subscribed.subList(1, subscribed.size()))
          .allMatch(Journal.Subscription::wasRecovering)
          .allMatch(Journal.Subscription::recovered);
    }
  }
}
