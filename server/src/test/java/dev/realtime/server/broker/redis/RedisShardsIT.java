package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerContract;
import dev.realtime.server.broker.BrokerHealth;
import dev.realtime.server.broker.BrokerUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on three servers that know nothing of each other, and one of them away. */
class RedisShardsIT extends BrokerContract {
  private static List<RedisProcess> servers;

  @BeforeAll
  static void startServers() {
    servers = IntStream.range(0, 3).mapToObj(i -> RedisProcess.start()).toList();
  }

  @AfterAll
  static void stopServers() {
    servers.forEach(RedisProcess::close);
  }

  private static RedisSettings settings() {
    return RedisSettings.of(
        new RedisSettings.Topology.Standalone(
            servers.stream().map(RedisProcess::address).toList()));
  }

  @Override
  protected Broker newBroker() {
    return new RedisBroker(
        settings(), new SimpleMeterRegistry(), InstantSource.system(), new Random());
  }

  private static String channelOn(int shard) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "channel" + i)
        .filter(c -> JumpHash.bucket(c, 3) == shard)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLossOfOneShardIsNamedAndLeavesTheOthersWorking() {
    String lost = channelOn(1);
    String kept = channelOn(2);
    try (Brokers node = new Brokers(settings())) {
      node.subscribe(lost, kept);
      node.awaitUp();
      servers.get(1).kill();
      node.awaitDown();
      assertThat(node.broker.health().shards())
          .filteredOn(s -> !s.up())
          .extracting(BrokerHealth.Shard::name)
          .containsExactly(servers.get(1).address().toString());

      Brokers.join(node.publish(kept, "works"));
      node.awaitHeard(kept, "works");
      assertThatThrownBy(() -> Brokers.join(node.publish(lost, "fails")))
          .hasCauseInstanceOf(BrokerUnavailableException.class)
          .hasMessageContaining(servers.get(1).address().toString());

      servers.get(1).restart();
      node.awaitGap(lost);
      node.publishUntilAccepted(lost, "back");
      node.awaitHeard(lost, "back");
      assertThat(node.heard.gaps).doesNotContain(kept);
    }
  }
}
