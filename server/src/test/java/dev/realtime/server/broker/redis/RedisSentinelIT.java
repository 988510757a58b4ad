package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.StreamPosition;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A failover by Sentinel is followed, and what was replicated is not lost. */
class RedisSentinelIT {
  private RedisSentinelFixture fixture;

  @BeforeEach
  void start() {
    fixture = new RedisSentinelFixture();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void followsAFailoverAfterTheMasterDied() {
    try (Brokers node = new Brokers(fixture.settings())) {
      RedisProcess first = fixture.master();
      node.subscribe("news");
      StreamPosition one = Brokers.join(node.publish("news", "1")).position();
      node.awaitHeard("news", "1");
      fixture.awaitReplicated(first);

      first.kill();
      node.awaitDown();
      assertThat(node.publishUntilAccepted("news", "2"))
          .isEqualTo(new StreamPosition(2, one.epoch()));
      node.awaitGap("news");
      node.awaitUp();
      Brokers.join(node.publish("news", "3"));
      node.awaitHeard("news", "3");
      assertThat(fixture.master()).isNotSameAs(first);
    }
  }

  @Test
  void leavesAMasterThatWasDemotedWithoutDying() {
    try (Brokers node = new Brokers(fixture.settings())) {
      RedisProcess first = fixture.master();
      node.subscribe("news");
      Brokers.join(node.publish("news", "1"));

      fixture.sentinels().getFirst().call("SENTINEL", "FAILOVER", RedisSentinelFixture.MASTER);
      await().atMost(Duration.ofSeconds(20)).until(() -> fixture.master() != first);
      // An attempt whose answer was lost may have counted.
      assertThat(node.publishUntilAccepted("news", "2").offset()).isBetween(2L, 3L);
      node.awaitGap("news");
      Brokers.join(node.publish("news", "3"));
      node.awaitHeard("news", "3");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> first.call("INFO", "REPLICATION").toString().contains("role:slave"));
      assertThat(node.broker.health().up()).isTrue();
    }
  }

  @Test
  void givesASentinelUpThatDoesNotAnswerAndFollowsTheOthers() {
    RedisSettings settings = fixture.settings();
    RedisSettings.Timing timing = settings.timing();
    RedisSettings oftenAsked =
        settings.with(
            new RedisSettings.Timing(
                timing.connect(),
                Duration.ofMillis(500),
                timing.heartbeat(),
                timing.deaf(),
                timing.maxBackoff(),
                Duration.ofSeconds(1)));
    try (Brokers node = new Brokers(oftenAsked)) {
      node.awaitUp();
      RedisProcess hung = fixture.sentinels().getLast();
      hung.freeze();
      await("the hung sentinel's connection is given up")
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  node.meters
                          .counter(
                              "realtime.redis.given.up",
                              "shard",
                              "sentinel " + hung.address(),
                              "why",
                              "silent")
                          .count()
                      > 0);
      RedisProcess first = fixture.master();
      first.kill();
      assertThat(node.publishUntilAccepted("news", "1").offset()).isEqualTo(1);
      node.awaitUp();
      hung.thaw();
    }
  }

  @Test
  void leavesADemotedMasterThatNoSentinelAnnounced() {
    // A role changed by hand is announced by nobody: only the refused heartbeat tells.
    try (Brokers node = new Brokers(fixture.settings())) {
      RedisProcess first = fixture.master();
      node.awaitUp();
      first.call("REPLICAOF", "127.0.0.1", "1");
      node.awaitDown();
      assertThat(node.broker.health().shards().getFirst().reason()).isNotEmpty();
      first.call("REPLICAOF", "NO", "ONE");
      assertThat(node.publishUntilAccepted("news", "1").offset()).isEqualTo(1);
      node.awaitUp();
    }
  }
}
