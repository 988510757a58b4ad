package dev.realtime.server.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.BrokerHealth;
import dev.realtime.server.broker.BrokerListener;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PresenceStats;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.PublishResult;
import dev.realtime.server.broker.RecordingListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Redis with everything that can happen to it. */
class RedisTroubleIT {
  private RedisProcess redis;

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private static RedisSettings at(Address address) {
    return RedisSettings.of(new RedisSettings.Topology.Standalone(List.of(address)));
  }

  private static void assertUnavailable(CompletionStage<?> stage) {
    assertThatThrownBy(() -> Brokers.join(stage))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(BrokerUnavailableException.class);
  }

  @Test
  void restartedRedisIsFoundAgainAndEverySubscriptionReported() {
    try (Brokers node = Brokers.on(redis)) {
      node.subscribe("a", "b");
      Brokers.join(node.publish("a", "1"));
      node.awaitHeard("a", "1");

      redis.kill();
      node.awaitDown();
      assertUnavailable(node.publish("a", "lost"));
      assertUnavailable(node.broker.subscribe(List.of("c")));
      BrokerHealth.Shard shard = node.broker.health().shards().getFirst();
      assertThat(shard.connected()).isFalse();
      assertThat(shard.hearing()).isFalse();
      assertThat(shard.reason()).contains(redis.address().toString());

      redis.restart();
      node.awaitGap("a");
      node.awaitGap("b");
      assertThat(node.publishUntilAccepted("a", "2").offset()).isEqualTo(1); // it was empty
      node.awaitHeard("a", "2");
      node.awaitUp();
      assertThat(node.heard.gaps).doesNotContain("c");
      assertThat(redis.call("PUBSUB", "CHANNELS", "realtime:c:*"))
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .containsExactlyInAnyOrder("realtime:c:a", "realtime:c:b");
    }
  }

  @Test
  void startsWithoutRedisAndConnectsWhenItComes() {
    redis.kill();
    try (Brokers node = new Brokers(at(redis.address()), false)) {
      assertUnavailable(node.publish("a", "1"));
      assertThat(node.broker.health().up()).isFalse();
      redis.restart();
      node.awaitUp();
      Brokers.join(node.broker.publishControl("node-a", new byte[] {'x'}));
      await().until(() -> node.heard.controls.contains("x"));
    }
  }

  @Test
  void hungRedisIsGivenUpAndFoundAgain() {
    try (Brokers node = Brokers.on(redis)) {
      node.subscribe("a");
      node.awaitUp();
      redis.freeze();
      try {
        assertUnavailable(node.publish("a", "late"));
        node.awaitDown();
        assertThat(node.broker.health().shards().getFirst().connected()).isFalse();
        node.awaitGivenUp();
      } finally {
        redis.thaw();
      }
      node.awaitGap("a");
      node.awaitUp();
      node.publishUntilAccepted("a", "1");
      node.awaitHeard("a", "1");
    }
  }

  @Test
  void killedSubscriptionConnectionIsMadeAnewWhileCommandsGoOn() {
    try (Brokers node = Brokers.on(redis)) {
      node.subscribe("a");
      node.awaitUp();
      redis.call("CLIENT", "KILL", "TYPE", "pubsub");
      Brokers.join(node.publish("a", "1"));
      node.awaitGap("a");
      Brokers.join(node.publish("a", "2"));
      node.awaitHeard("a", "2");
      assertThat(
              node.meters
                  .counter(
                      "realtime.redis.reconnects",
                      "shard",
                      redis.address().toString(),
                      "connection",
                      "commands")
                  .count())
          .isZero();
    }
  }

  @Test
  void deafSubscriptionIsFoundThoughItsConnectionStaysOpen() {
    try (FlakyProxy network = new FlakyProxy(redis.port());
        Brokers node = new Brokers(at(network.address()))) {
      node.subscribe("a");
      node.awaitUp();
      // Nothing comes from Redis any more, everything goes to it: a half-open partition.
      network.silence();
      node.awaitDown();
      node.awaitGivenUp();
      network.heal();
      node.awaitGap("a");
      node.publishUntilAccepted("a", "1");
      node.awaitHeard("a", "1");
      node.awaitUp();
    }
  }

  @Test
  void subscriptionTakenAwayByAclComesBackWithIt() {
    try (Brokers node = Brokers.on(redis)) {
      node.subscribe("a");
      node.awaitUp();
      redis.call("ACL", "SETUSER", "default", "resetchannels");
      node.awaitDown();
      redis.call("ACL", "SETUSER", "default", "allchannels");
      node.awaitGap("a");
      node.publishUntilAccepted("a", "1");
      node.awaitHeard("a", "1");
      node.awaitUp();
    }
  }

  @Test
  void flushedScriptsAreLoadedAgainUnseen() {
    try (Brokers node = Brokers.on(redis)) {
      node.subscribe("a");
      redis.call("SCRIPT", "FLUSH");
      assertThat(Brokers.join(node.publish("a", "1")).position().offset()).isEqualTo(1);
      node.awaitHeard("a", "1");
      assertThat(node.count("realtime.redis.script.reloads")).isPositive();
    }
  }

  @Test
  void fullMemoryRefusesWritesAndHealthSaysSo() {
    try (Brokers node = Brokers.on(redis)) {
      node.awaitUp();
      Brokers.join(node.publish("a", "1"));
      redis.call("CONFIG", "SET", "maxmemory", "1");
      assertUnavailable(node.publish("a", "2"));
      node.awaitDown();
      assertThat(node.broker.health().shards().getFirst().reason()).contains("OOM");
      redis.call("CONFIG", "SET", "maxmemory", "0");
      node.awaitUp();
      assertThat(Brokers.join(node.publish("a", "3")).position().offset()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxmemory 1 OOM", "min-replicas-to-write 1 NOREPLICAS"})
  void whileWritesAreRefusedOthersAreStillHeardAndRead(String trouble) throws Exception {
    String[] setting = trouble.split(" ", -1);
    ClientInfo here = new ClientInfo("u", "here", null, null);
    ClientInfo leaving = new ClientInfo("u", "leaving", null, null);
    ClientInfo gone = new ClientInfo("v", "gone", null, null);
    try (Brokers node = Brokers.on(redis)) {
      node.subscribe("a");
      Brokers.join(node.publish("a", "kept"));
      Brokers.join(node.broker.addPresence("a", here, Duration.ofMinutes(1)));
      Brokers.join(node.broker.addPresence("a", leaving, Duration.ofMillis(100)));
      Brokers.join(node.broker.addPresence("a", gone, Duration.ofMillis(100)));
      node.awaitUp();
      redis.call("CONFIG", "SET", setting[0], setting[1]);
      await()
          .untilAsserted(
              () ->
                  assertThat(node.broker.health().shards().getFirst().reason())
                      .contains(setting[2]));

      // Longer than it takes to call a connection deaf.
      for (int i = 0; i < 60; i++) {
        Brokers.join(
            node.broker.publish(
                PublishRequest.of("a", ("" + i).getBytes(UTF_8), null, HistoryOptions.NONE)));
        TimeUnit.MILLISECONDS.sleep(100);
      }
      node.awaitHeard("a", "59");
      assertThat(node.heard.texts("a")).hasSize(61);
      assertThat(node.heard.gaps).isEmpty();
      assertThat(node.count("realtime.redis.given.up")).isZero();
      HistoryQuery all = new HistoryQuery(null, HistoryQuery.NO_LIMIT, false);
      assertThat(Brokers.join(node.broker.history("a", all, Duration.ofDays(1))).publications())
          .hasSize(1);
      assertThat(Brokers.join(node.broker.presence("a"))).containsOnlyKeys("here");
      assertThat(Brokers.join(node.broker.presenceStats("a"))).isEqualTo(new PresenceStats(1, 1));
    }
  }

  @Test
  void publishersAreRefusedWhenTooManyWait() {
    RedisSettings small =
        at(redis.address()).with(new RedisSettings.Bounds(100, 1L << 20, 1, 1_000, 1L << 20));
    try (Brokers node = new Brokers(small)) {
      redis.freeze();
      try {
        List<CompletionStage<PublishResult>> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          sent.add(node.publish("a", "" + i));
        }
        long refused =
            sent.stream()
                .filter(s -> s.toCompletableFuture().isCompletedExceptionally())
                .peek(
                    s ->
                        assertThat(s.toCompletableFuture().exceptionNow())
                            .isInstanceOf(BrokerOverloadedException.class))
                .count();
        assertThat(refused).isBetween(400L, 405L);
      } finally {
        redis.thaw();
      }
      node.publishUntilAccepted("a", "after");
    }
  }

  @Test
  void slowListenerLosesMessagesWithinBoundsAndIsToldOfTheGap() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    RecordingListener heard = new RecordingListener();
    RedisSettings small =
        at(redis.address()).with(new RedisSettings.Bounds(8_192, 16L << 20, 1, 100, 1L << 20));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (RedisBroker broker =
        new RedisBroker(small, meters, InstantSource.system(), new Random())) {
      Brokers.join(broker.start("n", new SlowListener(heard, release)));
      Brokers.join(broker.subscribe(List.of("a")));
      for (int i = 0; i < 1_000; i++) {
        Brokers.join(
            broker.publish(
                PublishRequest.of(
                    "a", ("" + i).getBytes(StandardCharsets.UTF_8), null, Brokers.HISTORY)));
      }
      await().until(() -> meters.counter("realtime.redis.dropped.messages").count() > 800);
      assertThat(meters.get("realtime.redis.buffered.messages").gauge().value())
          .isLessThanOrEqualTo(100);
      assertThat(heard.gaps).isEmpty();
      release.countDown();
      await().until(() -> heard.gaps.contains("a"));
      // Its own heartbeat came behind what was not heard.
      await().until(() -> broker.health().up());
    }
  }

  /** Waits at the first publication until released. */
  private record SlowListener(RecordingListener heard, CountDownLatch release)
      implements BrokerListener {
    @Override
    public void onPublication(
        String channel, Publication publication, String epoch, byte[] previous) {
      try {
        if (!release.await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("never released");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      heard.onPublication(channel, publication, epoch, previous);
    }

    @Override
    public void onJoin(String channel, ClientInfo info) {}

    @Override
    public void onLeave(String channel, ClientInfo info) {}

    @Override
    public void onControl(byte[] message) {}

    @Override
    public void onDeliveryGap(Iterable<String> channels) {
      heard.onDeliveryGap(channels);
    }
  }

  @Test
  void closeEndsDeliveriesBeforeItReturns() {
    Brokers node = Brokers.on(redis);
    node.subscribe("a");
    List<CompletionStage<PublishResult>> sent = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      sent.add(node.publish("a", "" + i));
    }
    node.awaitHeard("a", "0");
    node.close();
    int heard = node.heard.publications.size();
    assertUnavailable(node.publish("a", "closed"));
    assertThat(sent).allMatch(s -> s.toCompletableFuture().isDone());
    assertThat(node.heard.publications).hasSize(heard);
    node.close();
  }

  @Test
  void aSubscriberThatRepairsByHistorySeesEveryAcceptedPublicationOnce() {
    String channel = "steady";
    Brokers.RepairingSubscriber subscriber = new Brokers.RepairingSubscriber(channel);
    try (FlakyProxy network = new FlakyProxy(redis.port());
        Brokers publisher = Brokers.on(redis);
        RedisBroker hearing =
            new RedisBroker(
                at(network.address()),
                new SimpleMeterRegistry(),
                InstantSource.system(),
                new Random())) {
      Brokers.join(hearing.start("hearing", subscriber));
      subscriber.attach(
          hearing,
          Brokers.join(
                  hearing.history(channel, new HistoryQuery(null, 0, false), Duration.ofDays(1)))
              .top());
      Brokers.join(hearing.subscribe(List.of(channel)));
      long published = 0;
      for (int round = 0; round < 4; round++) {
        published = publishMany(publisher, channel);
        switch (round) {
          case 0 -> network.cut();
          case 1 -> network.partition();
          case 2 -> redis.call("CLIENT", "KILL", "TYPE", "pubsub");
          default -> redis.call("SCRIPT", "FLUSH");
        }
        published = publishMany(publisher, channel);
        if (round == 1) {
          await().atMost(Duration.ofSeconds(20)).until(() -> !hearing.health().up());
          network.heal();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> hearing.health().up());
      }
      long top = published;
      await().atMost(Duration.ofSeconds(20)).until(() -> subscriber.position().offset() == top);
      assertThat(subscriber.lost()).isZero();
      assertThat(subscriber.received()).isEqualTo(LongStream.rangeClosed(1, top).boxed().toList());
    }
  }

  private static long publishMany(Brokers publisher, String channel) {
    List<CompletionStage<PublishResult>> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sent.add(publisher.publish(channel, "x"));
    }
    long top = 0;
    for (CompletionStage<PublishResult> s : sent) {
      top = Math.max(top, Brokers.join(s).position().offset());
    }
    return top;
  }
}
