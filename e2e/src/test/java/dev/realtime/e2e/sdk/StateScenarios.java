package dev.realtime.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an SDK keeps over a lost connection, and what it did not ask for itself. */
interface StateScenarios extends OnStage {
  @ParameterizedTest
  @MethodSource("sdks")
  default void inCacheModeWhoReturnsGetsTheLatestPublicationAlone(Sdk sdk) throws Exception {
    String channel = stage().unique("latest:");
    try (TcpRelay relay = stage().relay();
        SdkClient client = stage().client(sdk, relay.authority())) {
      client.connect();
      client.subscribe(channel);
      stage().publish(channel, SdkStage.number(1));
      SdkStage.awaitReceived(client, channel, 1);
      relay.block();
      IntStream.rangeClosed(2, 5).forEach(n -> stage().publish(channel, SdkStage.number(n)));
      relay.unblock();
      SdkStage.awaitReceived(client, channel, 2);

      assertThat(client.journal().received(channel))
          .containsExactly(SdkStage.number(1), SdkStage.number(5));
      assertThat(client.journal().subscribed(channel).getLast())
          .isEqualTo(new Journal.Subscription(channel, "subscribed", 0, true, true));
    }
  }

  @ParameterizedTest
  @MethodSource("sdksWithDelta")
  default void deltasShrinkWhatIsSentAndChangeNothingOfWhatArrivesAlsoAfterALoss(Sdk sdk)
      throws Exception {
    String channel = stage().unique("document:");
    List<String> versions =
        IntStream.rangeClosed(1, 30)
            .mapToObj(
                n -> "{\"version\":%d,\"text\":\"%s\"}".formatted(n, "zażółć 😀 ".repeat(300)))
            .toList();
    try (TcpRelay relay = stage().relay();
        SdkClient client = stage().client(sdk, relay.authority())) {
      client.connect();
      client.subscribe(channel, List.of(), true);
      versions.subList(0, 20).forEach(version -> stage().publishDelta(channel, version));
      SdkStage.awaitReceived(client, channel, 20);
      long full = versions.subList(0, 20).stream().mapToLong(String::length).sum();
      assertThat(relay.bytesToClients()).isLessThan(full / 4);

      relay.block();
      versions.subList(20, 25).forEach(version -> stage().publishDelta(channel, version));
      relay.unblock();
      SdkStage.awaitSubscribed(client, channel, 2);
      versions.subList(25, 30).forEach(version -> stage().publishDelta(channel, version));
      SdkStage.awaitReceived(client, channel, 30);
      assertThat(client.journal().received(channel)).containsExactlyElementsOf(versions);
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  default void subscriptionsMadeByTheServerDeliverRecoverAndEndAtItsWord(Sdk sdk) throws Exception {
    String user = stage().unique("user");
    String byToken = stage().unique("chat:bytoken");
    String byApi = stage().unique("chat:byapi");
    String token = Jwt.connection(user, Duration.ofHours(1), byToken);
    try (TcpRelay relay = stage().relay();
        SdkClient client = stage().client(sdk, relay.authority(), token)) {
      client.connect();
      SdkStage.awaitSubscribed(client, byToken, 1);
      stage().publish(byToken, SdkStage.number(1));
      SdkStage.awaitReceived(client, byToken, 1);
      relay.block();
      stage().publish(byToken, SdkStage.number(2));
      relay.unblock();
      SdkStage.awaitReceived(client, byToken, 2);
      assertThat(client.journal().received(byToken))
          .containsExactly(SdkStage.number(1), SdkStage.number(2));

      String both = "{\"user\":\"%s\",\"channel\":\"%s\"}".formatted(user, byApi);
      stage().api("subscribe", both);
      SdkStage.awaitSubscribed(client, byApi, 1);
      stage().publish(byApi, SdkStage.number(3));
      SdkStage.awaitReceived(client, byApi, 1);
      stage().api("unsubscribe", both);
      await("the end of " + byApi)
          .atMost(SdkStage.SOON)
          .until(
              () -> client.journal().subscriptions(byApi).getLast().state().equals("unsubscribed"));
      assertThat(client.journal().connection()).isEqualTo("connected");
    }
  }
}
