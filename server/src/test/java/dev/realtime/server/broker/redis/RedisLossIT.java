package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.TestServer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Redis that loses what it acknowledged: whoever missed something is told so. */
class RedisLossIT extends OutageFixture {
  /**
   * After Redis lost what it had acknowledged: whoever misses a publication that was acknowledged
   * was told to load its state anew, and whoever comes back with a position that is lost is, too.
   */
  private void assertLossesWereTold(OutagePublisher publisher, Set<OutageWatcher> away) {
    // Until the lost offsets have been given to other publications, and those were delivered.
    await("the lost offsets are passed")
        .atMost(PATIENCE)
        .until(
            () ->
                watchers.stream()
                    .filter(watcher -> !away.contains(watcher))
                    .allMatch(watcher -> watcher.told() > 0));
    pass(2);
    away.forEach(OutageWatcher::comeBack);
    await("those that come back are told")
        .atMost(PATIENCE)
        .until(() -> away.stream().allMatch(watcher -> watcher.told() > 0));
    publisher.close();
    await("answers").atMost(PATIENCE).until(() -> publisher.waiting() == 0);
    assertThat(watchers).extracting(OutageWatcher::lost).containsOnlyNulls();
    assertThat(watchers).extracting(OutageWatcher::gaps).containsOnly(0);
    assertThat(watchers).extracting(OutageWatcher::duplicates).containsOnly(0);
  }

  /** Every third loses its connection now, with the position it has. */
  private Set<OutageWatcher> sendSomeAway() {
    Set<OutageWatcher> away = new HashSet<>();
    for (int i = 0; i < watchers.size(); i += 3) {
      watchers.get(i).leave();
      away.add(watchers.get(i));
    }
    return away;
  }

  /** What is acknowledged and on no replica yet may be lost, but not without a word. */
  private void assertNothingWasLostInSilence(OutagePublisher publisher) {
    publisher.close();
    await("answers").atMost(PATIENCE).until(() -> publisher.waiting() == 0);
    await("who was told nothing has everything that was acknowledged")
        .atMost(PATIENCE)
        .until(
            () ->
                watchers.stream()
                    .filter(watcher -> watcher.told() == 0)
                    .allMatch(
                        watcher ->
                            watcher
                                .numbers()
                                .containsAll(publisher.acknowledged(watcher.channel()))));
    assertThat(watchers).extracting(OutageWatcher::lost).containsOnlyNulls();
    assertThat(watchers).extracting(OutageWatcher::duplicates).containsOnly(0);
    assertThat(watchers).extracting(OutageWatcher::gaps).containsOnly(0);
  }

  @Test
  void whatARestartedRedisHasLostIsTold() throws Exception {
    try (RedisProcess redis =
            RedisProcess.start("--appendonly", "yes", "--appendfsync", "everysec");
        TestServer server =
            TestServer.start(
                directory, config("{addresses: [\"127.0.0.1:%d\"]}".formatted(redis.port())))) {
      OutagePublisher publisher = publishTo(server);
      // What a machine that dies leaves of the file: up to two seconds of it were not synced.
      Path file = redis.directory().resolve("appendonlydir").resolve("appendonly.aof.1.incr.aof");
      long synced = Files.size(file);
      awaitDeliveries();
      awaitDeliveries();
      Set<OutageWatcher> away = sendSomeAway();
      redis.kill();
      try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
        open.truncate(synced);
      }
      redis.restart();
      assertLossesWereTold(publisher, away);
    }
  }

  @Test
  void whatAFailoverHasLostIsTold() throws Exception {
    try (RedisSentinelFixture redis = new RedisSentinelFixture();
        TestServer server = TestServer.start(directory, config(sentinels(redis)))) {
      OutagePublisher publisher = publishTo(server);
      // Cut off, the replicas miss what the master goes on to acknowledge until it dies.
      redis.replicas().forEach(replica -> replica.call("REPLICAOF", "127.0.0.1", "1"));
      awaitDeliveries();
      awaitDeliveries();
      RedisProcess master = redis.master();
      Set<OutageWatcher> away = sendSomeAway();
      master.kill();
      assertLossesWereTold(publisher, away);
      assertThat(redis.master()).isNotSameAs(master);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"killed", "hung"})
  void aMasterInTroubleUnderSentinelIsReplacedAndNothingIsLostInSilence(String trouble)
      throws Exception {
    try (RedisSentinelFixture redis = new RedisSentinelFixture()) {
      replacesAMaster(trouble, config(sentinels(redis)), redis::master);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"killed", "hung"})
  void aMasterInTroubleInAClusterIsReplacedAndNothingIsLostInSilence(String trouble)
      throws Exception {
    try (RedisClusterFixture redis = new RedisClusterFixture()) {
      int slot = Names.slotOf(Names.partition("rec:0"));
      replacesAMaster(trouble, config(cluster(redis)), () -> redis.owner(slot));
    }
  }

  /** The fixture's own failover takes its time, a second or two, before anybody can be served. */
  private void replacesAMaster(String trouble, String config, Supplier<RedisProcess> master)
      throws Exception {
    try (TestServer server = TestServer.start(directory, config)) {
      OutagePublisher publisher = publishTo(server);
      RedisProcess first = master.get();
      if (trouble.equals("killed")) {
        first.kill();
      } else {
        first.freeze();
      }
      try {
        awaitDeliveries();
        assertThat(server.management("/readyz").statusCode()).isEqualTo(200);
        assertNothingWasLostInSilence(publisher);
      } finally {
        if (trouble.equals("hung")) {
          first.thaw();
        }
      }
    }
  }
}
