package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Channels are subscribed and unsubscribed in quick turns, without waiting, while connections break
 * and slots move. In the end Redis hears exactly what is wanted, and what is wanted is heard.
 */
class RedisChurnIT {
  private static final int CHANNELS = 200;

  private final Random random = new Random(42);
  private final Set<String> wanted = new TreeSet<>();

  private void churn(Brokers node, int turns) {
    for (int turn = 0; turn < turns; turn++) {
      List<String> some = new ArrayList<>();
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        some.add("churn" + random.nextInt(CHANNELS));
      }
      List<String> distinct = List.copyOf(new HashSet<>(some));
      if (random.nextBoolean()) {
        // As the hub does: a subscription that failed is asked for again.
        subscribe(node, distinct, 50);
        wanted.addAll(distinct);
      } else {
        Brokers.join(node.broker.unsubscribe(distinct));
        distinct.forEach(wanted::remove);
      }
    }
  }

  private static void subscribe(Brokers node, List<String> channels, int attempts) {
    CompletionStage<Void> subscribed = node.broker.subscribe(channels);
    if (attempts > 0) {
      try {
        Brokers.join(subscribed);
      } catch (RuntimeException e) {
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        subscribe(node, channels, attempts - 1);
      }
    } else {
      Brokers.join(subscribed);
    }
  }

  private static Set<String> heardByRedis(List<RedisProcess> nodes, String command) {
    Set<String> channels = new TreeSet<>();
    for (RedisProcess node : nodes) {
      for (Object name : (List<?>) node.call("PUBSUB", command, "*:c:*")) {
        String text = (String) name;
        channels.add(text.substring(text.indexOf(":c:") + 3));
      }
    }
    return channels;
  }

  private void assertHeard(Brokers node) {
    List<String> channels = List.copyOf(wanted);
    for (String channel : channels) {
      node.publishUntilAccepted(channel, "last of " + channel);
    }
    for (String channel : channels) {
      node.awaitHeard(channel, "last of " + channel);
    }
  }

  @Test
  void endsWithExactlyTheWantedSubscriptionsAfterBrokenConnections() {
    try (RedisProcess redis = RedisProcess.start();
        Brokers node = Brokers.on(redis)) {
      for (int round = 0; round < 8; round++) {
        churn(node, 60);
        redis.call("CLIENT", "KILL", "TYPE", round % 2 == 0 ? "pubsub" : "normal");
        churn(node, 60);
      }
      node.awaitUp();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(heardByRedis(List.of(redis), "CHANNELS")).isEqualTo(wanted));
      assertHeard(node);
    }
  }

  @Test
  void endsWithExactlyTheWantedSubscriptionsAfterMovedSlots() {
    try (RedisClusterFixture cluster = new RedisClusterFixture();
        Brokers node =
            new Brokers(
                RedisSettings.of(new RedisSettings.Topology.Cluster(cluster.seeds(), true)))) {
      for (int round = 0; round < 6; round++) {
        churn(node, 40);
        int slot = Names.slotOf(Names.partition("churn" + round));
        RedisProcess from = cluster.owner(slot);
        RedisProcess to =
            cluster.masters().stream().filter(n -> n != from).findFirst().orElseThrow();
        cluster.beginMove(slot, from, to);
        churn(node, 20);
        cluster.moveKeys(slot, from, to);
        cluster.endMove(slot, from, to);
        churn(node, 40);
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(heardByRedis(cluster.masters(), "SHARDCHANNELS")).isEqualTo(wanted));
      assertHeard(node);
      node.awaitUp();
    }
  }
}
