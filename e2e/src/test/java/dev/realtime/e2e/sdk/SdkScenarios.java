package dev.realtime.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.sys.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an application developer does with an SDK, over each SDK and transport there is. Every
 * connection goes to the next node, so that with several nodes no client and no emulation request
 * can count on the node it met before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SdkScenarios {
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir static Path temporary;

  private final AtomicInteger names = new AtomicInteger();
  private final List<ServerProcess> servers = new ArrayList<>();
  private List<Integer> ports = List.of();
  private TcpRelay balancer;
  private NodeSdk node;

  /** Returns the part of each node's configuration about its broker; one entry for each node. */
  abstract List<String> brokers();

  @BeforeAll
  void start() throws IOException {
    Directories directories = Directories.standard();
    for (String broker : brokers()) {
      Path work = temporary.resolve(getClass().getSimpleName() + servers.size());
      servers.add(ServerProcess.start(directories, work, broker));
    }
    ports = servers.stream().map(ServerProcess::port).toList();
    balancer = TcpRelay.to(ports);
    node = NodeSdk.start(directories);
  }

  @AfterAll
  void stop() throws IOException {
    node.close();
    balancer.close();
    servers.forEach(ServerProcess::close);
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
    try (TcpRelay relay = TcpRelay.to(ports);
        SdkClient subscriber = sdk.client(node, name(), relay.authority());
        JavaSdkClient publisher =
            new JavaSdkClient("ws://" + balancer.authority() + "/connection/websocket", "")) {
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
            channel, IntStream.range(first, first + burst).mapToObj(this::number).toList());
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
              IntStream.rangeClosed(1, messages).mapToObj(this::number).toList());
      List<Journal.Subscription> subscribed = subscriber.journal().subscribed(channel);
      assertThat(subscribed).hasSizeGreaterThanOrEqualTo(6);
      assertThat(subscribed.subList(1, subscribed.size()))
          .allMatch(Journal.Subscription::wasRecovering)
          .allMatch(Journal.Subscription::recovered);
    }
  }

  private SdkClient connected(Sdk sdk) {
    SdkClient client = sdk.client(node, name(), balancer.authority());
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
