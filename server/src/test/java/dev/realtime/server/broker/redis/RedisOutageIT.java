package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Redis in every kind of trouble, below a server with clients and a publisher that never stops: no
 * client is disconnected by it, nothing comes twice, nothing that was acknowledged is missing.
 *
 * <p>Each kind once for CI. The long form, 20 of each, with figures in {@code target/redis-*.md}:
 *
 * <pre>
 *   ./mvnw -pl server -am verify -Dtest=none -Dit.test=RedisOutageIT \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
 *     -Doutage.clients=2000 -Doutage.publishes=1000 -Doutage.rounds=80 -Doutage.failovers=20
 * </pre>
 */
class RedisOutageIT extends OutageFixture {
  private static final int ROUNDS = Integer.getInteger("outage.rounds", 4);
  private static final int FAILOVERS = Integer.getInteger("outage.failovers", 1);

  /** What is promised: everybody is served again so soon after Redis is back. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** In ms: what is written once the replicas were asked would be acknowledged and lost. */
  private static final String LONGER_THAN_THE_WAIT = "6000";

  private static final Path REPORTS = Path.of("target");

  private enum Trouble {
    KILLED,
    HUNG,
    PARTITIONED,
    SLOW
  }

  private void assertNothingWasLost(OutagePublisher publisher) {
    publisher.close();
    await("answers").atMost(PATIENCE).until(() -> publisher.waiting() == 0);
    await("everything acknowledged is with everybody")
        .atMost(PATIENCE)
        .until(
            () ->
                watchers.stream()
                    .allMatch(
                        watcher ->
                            watcher.offset()
                                >= publisher.acknowledged().getOrDefault(watcher.channel(), 0L)));
    assertThat(watchers).extracting(OutageWatcher::lost).containsOnlyNulls();
    assertThat(watchers).extracting(OutageWatcher::duplicates).containsOnly(0);
    assertThat(watchers).extracting(OutageWatcher::gaps).containsOnly(0);
    assertThat(watchers).extracting(OutageWatcher::told).containsOnly(0);
    for (OutageWatcher watcher : watchers) {
      assertThat(watcher.numbers()).containsAll(publisher.acknowledged(watcher.channel()));
    }
  }

  private void report(String file, String title, List<String> lines, OutagePublisher publisher)
      throws IOException {
    List<String> text = new ArrayList<>();
    text.add("## %s: %d clients, %d publishes/s".formatted(title, CLIENTS, PUBLISHES));
    text.add("");
    text.add("| Trouble | lasted, s | everybody served again after, ms |");
    text.add("|---|---|---|");
    text.addAll(lines);
    text.add("");
    text.add(
        "%d publications acknowledged, %d refused; %d subscriptions had to recover by themselves;"
            .formatted(
                publisher.accepted(),
                publisher.refused(),
                watchers.stream().mapToInt(OutageWatcher::resubscribed).sum()));
    text.add("0 clients disconnected, 0 duplicates, 0 gaps.");
    text.add("");
    Files.write(REPORTS.resolve("redis-%s.md".formatted(file)), text);
  }

  @Test
  void troubleOfEveryKindLeavesClientsConnectedAndTheirStreamsWhole() throws Exception {
    // With everysec a killed Redis may lose what it acknowledged while a sync was under way.
    try (RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        FlakyProxy network = new FlakyProxy(redis.port());
        TestServer server =
            TestServer.start(
                directory, config("{addresses: [\"127.0.0.1:%d\"]}".formatted(network.port())))) {
      OutagePublisher publisher = publishTo(server);
      List<String> lines = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        Trouble trouble = Trouble.values()[round % Trouble.values().length];
        int seconds = trouble == Trouble.KILLED ? 2 : 4;
        switch (trouble) {
          case KILLED -> redis.kill();
          case HUNG -> redis.freeze();
          case PARTITIONED -> network.partition();
          case SLOW -> network.delay(Duration.ofMillis(200));
        }
        if (trouble == Trouble.SLOW) {
          awaitDeliveries(); // slow, but all the same
          network.delay(Duration.ZERO);
        } else {
          await().atMost(PATIENCE).until(() -> server.get("/health").statusCode() == 503);
          assertThat(server.management("/health").body()).contains("the broker does not answer");
          assertThat(server.management("/readyz").statusCode()).isEqualTo(200);
          assertThat(server.management("/livez").statusCode()).isEqualTo(200);
          pass(seconds);
          switch (trouble) {
            case KILLED -> redis.restart();
            case HUNG -> redis.thaw();
            default -> network.heal();
          }
        }
        long served = awaitDeliveries();
        assertThat(served).as("ms after %s was over", trouble).isLessThan(SOON.toMillis());
        lines.add("| %s | %d | %d |".formatted(trouble, seconds, served));
        await().atMost(PATIENCE).until(() -> server.get("/health").statusCode() == 200);
      }
      assertNothingWasLost(publisher);
      report("outages", "One Redis", lines, publisher);
    }
  }

  @Test
  void failoverBySentinelLosesNothingThatWasAcknowledgedAndReplicated() throws Exception {
    try (RedisSentinelFixture redis = new RedisSentinelFixture();
        TestServer server = TestServer.start(directory, config(sentinels(redis)))) {
      OutagePublisher publisher = publishTo(server);
      List<String> lines = new ArrayList<>();
      for (int round = 0; round < FAILOVERS; round++) {
        RedisProcess master = redis.master();
        // As with a planned failover: what is acknowledged is on the replicas before the old
        // master goes, since it waits for them while clients are paused.
        master.call("CLIENT", "PAUSE", LONGER_THAN_THE_WAIT, "WRITE");
        redis.awaitReplicated(master);
        long from = System.currentTimeMillis();
        master.kill();
        long served = awaitDeliveries();
        assertThat(redis.master()).isNotSameAs(master);
        lines.add(
            "| FAILED OVER | %.1f | %d |"
                .formatted((System.currentTimeMillis() - from) / 1000.0, served));
        master.restart();
        await().atMost(PATIENCE).until(() -> redis.replicasOf(redis.master()) == 2);
      }
      assertNothingWasLost(publisher);
      report("failovers", "Sentinel", lines, publisher);
    }
  }

  @Test
  void aMasterOfAClusterThatIsCutOffOrSlowLosesNothing() throws Exception {
    try (RedisClusterFixture redis = RedisClusterFixture.behindNetworks();
        TestServer server = TestServer.start(directory, config(cluster(redis)))) {
      OutagePublisher publisher = publishTo(server);
      List<String> lines = new ArrayList<>();
      int slot = Names.slotOf(Names.partition("rec:0"));
      for (int round = 0; round < ROUNDS / 2; round++) {
        FlakyProxy network = redis.networkOf(redis.owner(slot));
        if (round % 2 == 0) {
          network.partition();
          await().atMost(PATIENCE).until(() -> server.get("/health").statusCode() == 503);
          assertThat(server.management("/readyz").statusCode()).isEqualTo(200);
          pass(4);
          network.heal();
        } else {
          slowDown(network);
        }
        Trouble trouble = round % 2 == 0 ? Trouble.PARTITIONED : Trouble.SLOW;
        long served = awaitDeliveries();
        assertThat(served).as("ms after %s was over", trouble).isLessThan(SOON.toMillis());
        lines.add("| %s | 4 | %d |".formatted(trouble, served));
        await().atMost(PATIENCE).until(() -> server.get("/health").statusCode() == 200);
      }
      assertNothingWasLost(publisher);
      report("cluster-outages", "Cluster", lines, publisher);
    }
  }

  /** Sentinels replace it; what its network held back comes to a master that is one no more. */
  @Test
  void aMasterThatIsCutOffFromEverybodyIsReplacedAndComesBackWithoutHarm() throws Exception {
    try (RedisSentinelFixture redis = RedisSentinelFixture.behindNetworks();
        TestServer server = TestServer.start(directory, config(sentinels(redis)))) {
      OutagePublisher publisher = publishTo(server);
      List<String> lines = new ArrayList<>();
      for (int round = 0; round < FAILOVERS; round++) {
        RedisProcess master = redis.master();
        FlakyProxy network = redis.networkOf(master);
        slowDown(network);
        awaitDeliveries();
        master.call("CLIENT", "PAUSE", LONGER_THAN_THE_WAIT, "WRITE");
        redis.awaitReplicated(master);
        long from = System.currentTimeMillis();
        network.partition();
        await().atMost(PATIENCE).until(() -> redis.master() != master);
        long named = System.currentTimeMillis();
        long served = awaitDeliveries();
        assertThat(served).as("ms after there was a new master").isLessThan(SOON.toMillis());
        lines.add(
            "| CUT OFF, FAILED OVER | %.1f | %d |".formatted((named - from) / 1000.0, served));
        network.heal();
        await().atMost(PATIENCE).until(() -> redis.replicasOf(redis.master()) == 2);
      }
      assertNothingWasLost(publisher);
      report("cut-offs", "Sentinel", lines, publisher);
    }
  }
}
