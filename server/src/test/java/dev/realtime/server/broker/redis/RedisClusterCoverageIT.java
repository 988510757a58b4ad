package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A Cluster in which slots have no owner for a while, and which serves the others meanwhile. */
class RedisClusterCoverageIT {
  @Test
  void aChannelWhoseSlotHadNoOwnerIsHeardAgainAndItsGapReported() {
    String channel = "orphan:" + UUID.randomUUID();
    int slot = SlotHash.getSlot(new Names(RedisSettings.DEFAULT_PREFIX, true).key('c', channel));
    try (RedisClusterFixture cluster = new RedisClusterFixture();
        Brokers node =
            new Brokers(
                RedisSettings.of(new RedisSettings.Topology.Cluster(cluster.seeds(), true)))) {
      node.subscribe(channel);
      RedisProcess former = cluster.owner(slot);
      RedisProcess next =
          cluster.masters().stream().filter(n -> n != former).findFirst().orElseThrow();

      List<String> slots = cluster.orphan(former);
      await("the broker knows that nobody has the slot")
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  node.broker.health().shards().stream().anyMatch(s -> s.name().equals("cluster")));
      cluster.adopt(next, slots);

      node.awaitGap(channel);
      assertThat(node.publishUntilAccepted(channel, "again").offset()).isPositive();
      node.awaitHeard(channel, "again");
    }
  }
}
