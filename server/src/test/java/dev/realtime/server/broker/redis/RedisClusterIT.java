package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerContract;
import dev.realtime.server.broker.PublishRequest;
import io.lettuce.core.cluster.SlotHash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a six-node Cluster with sharded pub/sub, and what only a Cluster does. */
class RedisClusterIT extends BrokerContract {
  private static RedisClusterFixture cluster;

  @BeforeAll
  static void startCluster() {
    cluster = new RedisClusterFixture();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private static RedisSettings settings(boolean sharded) {
    return RedisSettings.of(new RedisSettings.Topology.Cluster(cluster.seeds(), sharded));
  }

  @Override
  protected Broker newBroker() {
    return new RedisBroker(
        settings(true), new SimpleMeterRegistry(), InstantSource.system(), new Random());
  }

  private static int slot(String channel) {
    return SlotHash.getSlot(new Names(RedisSettings.DEFAULT_PREFIX, true).key('c', channel));
  }

  @Test
  void plainPubSubWorksToo() {
    try (Brokers node = new Brokers(settings(false))) {
      node.subscribe("plain");
      node.publishUntilAccepted("plain", "x");
      node.awaitHeard("plain", "x");
      node.awaitUp();
    }
  }

  @Test
  void whoeverIsSentElsewhereIsAnsweredThoughTheBrokerCloses() {
    String channel = "split:" + UUID.randomUUID();
    int slot = slot(channel);
    RedisProcess from = cluster.owner(slot);
    RedisProcess to = cluster.masters().stream().filter(n -> n != from).findFirst().orElseThrow();
    Brokers node = new Brokers(settings(true));
    try {
      node.publishUntilAccepted(channel, "1");
      Brokers.join(node.broker.removeHistory(channel));
      // One key of two is there while the slot is on its way: Redis says TRYAGAIN each time.
      cluster.beginMove(slot, from, to);
      List<CompletableFuture<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        waiting.add(node.publish(channel, "2").toCompletableFuture());
      }
      await("they are sent elsewhere")
          .during(Duration.ofMillis(200))
          .until(() -> waiting.stream().noneMatch(CompletableFuture::isDone));
      node.close();
      await("all are answered")
          .atMost(Duration.ofSeconds(10))
          .until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
      assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
    } finally {
      node.close();
      String s = Integer.toString(slot);
      from.call("CLUSTER", "SETSLOT", s, "STABLE");
      to.call("CLUSTER", "SETSLOT", s, "STABLE");
    }
  }

  @Test
  void followsASlotThatMovesAndReportsTheGap() {
    String channel = "moving:" + UUID.randomUUID();
    int slot = slot(channel);
    RedisProcess from = cluster.owner(slot);
    RedisProcess to = cluster.masters().stream().filter(n -> n != from).findFirst().orElseThrow();
    try (Brokers node = new Brokers(settings(true))) {
      node.subscribe(channel);
      Brokers.join(node.publish(channel, "1"));
      node.awaitHeard(channel, "1");

      cluster.beginMove(slot, from, to);
      assertThat(Brokers.join(node.publish(channel, "2")).position().offset()).isEqualTo(2);
      // Once its keys have gone, the old owner sends us on with ASK.
      cluster.moveKeys(slot, from, to);
      assertThat(node.publishUntilAccepted(channel, "3").offset()).isEqualTo(3);
      node.awaitHeard(channel, "3");
      PublishRequest once = once(channel, "once", "key");
      Brokers.join(node.broker.publish(once));
      node.awaitHeard(channel, "once");
      assertThat(Brokers.join(node.broker.publish(once)).suppressed()).isTrue();
      assertThat(node.heard.texts(channel)).containsExactly("1", "2", "3", "once");
      cluster.endMove(slot, from, to);
      node.awaitGap(channel);

      assertThat(node.publishUntilAccepted(channel, "4").offset()).isEqualTo(4);
      node.awaitHeard(channel, "4");
      assertThat(node.count("realtime.redis.resubscribes")).isPositive();
      node.awaitUp();
    }
    cluster.awaitWorking();
  }

  @Test
  void survivesTheLossOfAMaster() {
    String channel = "failover:" + UUID.randomUUID();
    RedisProcess master = cluster.owner(slot(channel));
    try (Brokers node = new Brokers(settings(true))) {
      node.subscribe(channel);
      assertThat(Brokers.join(node.publish(channel, "1")).position().offset()).isEqualTo(1);
      node.awaitHeard(channel, "1");

      master.kill();
      node.awaitDown();
      node.awaitGap(channel);
      assertThat(node.publishUntilAccepted(channel, "2").offset()).isEqualTo(2);
      node.awaitHeard(channel, "2");
      node.awaitUp();
      master.restart();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> master.call("INFO", "REPLICATION").toString().contains("role:slave"));
    }
    cluster.awaitWorking();
  }
}
