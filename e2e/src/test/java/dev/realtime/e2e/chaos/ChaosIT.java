package dev.realtime.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.SlowLine;
import dev.realtime.e2e.cluster.SmallDisk;
import dev.realtime.e2e.cluster.TestNamespace;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.sdk.Crowd;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Faults one after the other, drawn from a seed, under 200 clients of which ten publish: nothing
 * that was acknowledged is lost to any of them, nothing comes twice, and order is kept. The service
 * ends as it began, without anybody's help but the operator's.
 *
 * <p>Twenty faults, no two of a kind, take about four minutes, so that every run of the tests has
 * them. {@code -Dchaos.faults} and {@code -Dchaos.seed} choose how many and which; a run of the
 * same seed strikes with the same faults in the same order. {@code -Dchaos.redis=replicated} has
 * three instead of one, which fail over.
 */
@Isolated
@OnCluster(operator = true)
class ChaosIT {
  private static final int FAULTS = Integer.getInteger("chaos.faults", 20);
  private static final long SEED = Long.getLong("chaos.seed", 20_260_101L);
  private static final RedisKind REDIS =
      RedisKind.valueOf(System.getProperty("chaos.redis", "single").toUpperCase(Locale.ROOT));
  private static final int PORT = 8004;
  private static final int CLIENTS = 200;
  private static final int GROUPS = 10;
  private static final int EVERY_MILLIS = 250;
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final Duration CALM = Duration.ofSeconds(10);

  /** Faults that last do so for one to five seconds, and there is as much between two of them. */
  private static final int LEAST_MILLIS = 1000;

  private static final int MOST_MILLIS = 5000;

  @Test
  void nothingAcknowledgedIsLostDoubledOrOutOfOrder(
      Cluster cluster, KubernetesClient client, TestNamespace namespace) throws Exception {
    var service = new Service(cluster, client, namespace.name(), REDIS);
    service.start();
    try (SmallDisk disk = service.smallRedisDisk();
        SlowLine line = cluster.faults().line(service.address() + ":" + PORT);
        Crowd crowd = gather(line)) {
      var target = new Target(cluster, client, namespace.name(), disk, line, crowd);
      var random = new Random(SEED);
      var ledger = new Ledger(SEED, REDIS);
      for (Mischief mischief : Mischief.deal(FAULTS, REDIS, random)) {
        strike(target, mischief, random, ledger);
      }
      service.awaitReady();
      awaitCalm(crowd);
      Crowd.Report report = crowd.disperse();
      ledger.end(report, target);
      assertThat(report.acknowledged()).as("messages that were acknowledged").isPositive();
      assertThat(report.sum(Crowd.Member::missing)).as("lost").isZero();
      assertThat(report.sum(Crowd.Member::doubled)).as("doubled").isZero();
      assertThat(report.sum(Crowd.Member::unordered)).as("out of order").isZero();
    }
  }

  /** The service is as it was: everybody is connected, and every publication is taken. */
  private static void awaitCalm(Crowd crowd) {
    var attempt = new AtomicInteger();
    await("%s in which all %d are connected and everything is taken".formatted(CALM, CLIENTS))
        .atMost(SOON)
        .untilAsserted(
            () -> {
              String word = "calm " + attempt.incrementAndGet();
              crowd.during(word);
              TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
              Crowd.Now seen = crowd.tell(word);
              assertThat(seen.connected()).as(word + ": connected").isEqualTo(CLIENTS);
              assertThat(seen.failed()).as(word + ": refused or not answered").isZero();
              // The last ones may be under way.
              assertThat(seen.acknowledged())
                  .as(word + ": taken")
                  .isGreaterThan((int) (GROUPS * CALM.toMillis() / EVERY_MILLIS * 8 / 10));
            });
  }

  private static Crowd gather(SlowLine line) {
    String url = "ws://" + line.authority() + "/connection/websocket";
    return Crowd.gather(Directories.standard(), url, CLIENTS, GROUPS, EVERY_MILLIS, Service.SECRET);
  }

  private static void strike(Target target, Mischief mischief, Random random, Ledger ledger)
      throws InterruptedException {
    // Drawn whether it is needed or not, so that a seed means the same whatever a fault does.
    int lasts = random.nextInt(LEAST_MILLIS, MOST_MILLIS);
    int rest = random.nextInt(LEAST_MILLIS, MOST_MILLIS);
    long whom = random.nextLong();
    await("somebody to strike with: " + mischief.title())
        .atMost(SOON)
        .ignoreExceptionsMatching(Service::isApiTrouble)
        .until(() -> target.canBeStruck());
    target.crowd().during(mischief.name());
    try (Fault _ = mischief.strike(target, new Random(whom))) {
      ledger.struck(mischief);
      TimeUnit.MILLISECONDS.sleep(lasts);
    }
    TimeUnit.MILLISECONDS.sleep(rest);
  }
}
