package dev.realtime.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.sys.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application developer does with an SDK, over each SDK and transport there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkScenarioIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir static Path temporary;

  private final AtomicInteger names = new AtomicInteger();
  private ServerProcess server;
  private NodeSdk node;

  @BeforeAll
  void start() throws IOException {
    Directories directories = Directories.standard();
    server = ServerProcess.start(directories, temporary);
    node = NodeSdk.start(directories);
  }

  @AfterAll
  void stop() {
    node.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatOnePublishesAllSubscribersReceiveAndTheUnsubscribedDoNot(Sdk sdk) {
    String channel = "news" + names.incrementAndGet();
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
  @EnumSource
  void presenceShowsWhoIsThereAndJoinsAndLeavesAreTold(Sdk sdk) {
    String channel = "chat:presence" + names.incrementAndGet();
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
  @EnumSource
  void historyHoldsWhatWasPublishedBefore(Sdk sdk) {
    String channel = "chat:history" + names.incrementAndGet();
    try (SdkClient alice = connected(sdk)) {
      alice.subscribe(channel);
      for (int i = 1; i <= 5; i++) {
        alice.publish(channel, number(i));
      }

      assertThat(alice.history(channel, 100))
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 5).mapToObj(this::number).toList());
      assertThat(alice.history(channel, 2)).containsExactly(number(1), number(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotAllowedIsRefusedWithTheProtocolsCode(Sdk sdk) {
    String channel = "chat:refused" + names.incrementAndGet();
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
  @EnumSource
  void nothingIsLostDoubledOrReorderedOver10000MessagesWhileConnectionsAreKilled(Sdk sdk)
      throws Exception {
    String channel = "chat:recovery" + names.incrementAndGet();
    int messages = 10_000;
    try (TcpRelay relay = TcpRelay.to("127.0.0.1", server.port());
        SdkClient subscriber = sdk.client(node, name(), relay.authority());
        SdkClient publisher = connected(Sdk.JAVA_WEBSOCKET_PROTOBUF)) {
      subscriber.connect();
      subscriber.subscribe(channel);
      publisher.subscribe(channel);
      long connects = 0;
      for (int i = 1; i <= messages; i++) {
        publisher.publish(channel, number(i));
        if (i % 2_000 == 1_000) {
          connects = subscriber.journal().connects();
          relay.cut();
        }
        // A hundred messages later, so that there is something to recover; and the next cut has to
        // hit a connection that lives.
        if (i % 2_000 == 1_100) {
          long before = connects;
          await("the reconnect").atMost(SOON).until(() -> subscriber.journal().connects() > before);
        }
      }

      awaitReceived(subscriber, channel, messages);
      assertThat(subscriber.journal().received(channel))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, messages).mapToObj(this::number).toList());
      List<Journal.Subscription> subscribed = subscriber.journal().subscribed(channel);
      assertThat(subscribed).hasSizeGreaterThanOrEqualTo(6);
      assertThat(subscribed.subList(1, subscribed.size()))
          .allMatch(Journal.Subscription::wasRecovering)
          .allMatch(Journal.Subscription::recovered);
    }
  }

  private SdkClient connected(Sdk sdk) {
    SdkClient client = sdk.client(node, name(), server.authority());
    client.connect();
    await("the connection of " + sdk)
        .atMost(SOON)
        .until(() -> client.journal().connection().equals("connected"));
    return client;
  }

  private static void awaitReceived(SdkClient client, String channel, int count) {
    await(count + " publications of " + channel)
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(client.journal().received(channel))
                    .as(() -> "after " + client.journal().subscriptions(channel))
                    .hasSizeGreaterThanOrEqualTo(count));
  }

  private String name() {
    return "client" + names.incrementAndGet();
  }

  private String number(int number) {
    return "{\"number\":" + number + "}";
  }
}
