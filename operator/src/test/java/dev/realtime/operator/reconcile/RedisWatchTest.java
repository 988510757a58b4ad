package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.Memory;
import dev.realtime.operator.signal.RedisNodes;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisWatchTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ResourceID ID = new ResourceID("realtime", "production");

  private final List<ResourceID> changed = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RedisWatch watch = new RedisWatch(changed::add);
  private final RealtimeService service = service("uid-1", "{}");

  @BeforeEach
  void bind() {
    watch.bindTo(registry);
  }

  @Test
  void isUnknownUntilTheFirstReading() {
    assertThat(watch.of(service, NOW).verdict()).isEqualTo(RedisVerdict.UNKNOWN);
  }

  @Test
  void asksForAReconcileWhenTheStatusWouldBeAnotherAndNotWithEachReading() {
    watch.seen(service, healthy(50));
    watch.seen(service, healthy(51));
    assertThat(changed).containsExactly(ID);

    watch.seen(service, dead());
    assertThat(changed).containsExactly(ID, ID);
    assertThat(watch.of(service, NOW).verdict()).isEqualTo(RedisVerdict.UNREACHABLE);
  }

  @Test
  void readingThatIsTooOldIsUnknownAgain() {
    watch.seen(service, healthy(50));

    assertThat(watch.of(service, NOW.plusSeconds(120)).verdict()).isEqualTo(RedisVerdict.HEALTHY);
    assertThat(watch.of(service, NOW.plusSeconds(121)).verdict()).isEqualTo(RedisVerdict.UNKNOWN);
  }

  @Test
  void whatTheLeaderBeforeHasWrittenStandsUntilThisOneHasLooked() {
    RealtimeService written = written(1, 1, "Healthy", 50);

    assertThat(watch.of(written, NOW)).isEqualTo(written.statusOrEmpty().redis());
    watch.seen(written, healthy(53));

    assertThat(changed).as("nothing is different").isEmpty();
    assertThat(watch.of(written, NOW)).isEqualTo(written.statusOrEmpty().redis());
  }

  @Test
  void whatTheLeaderBeforeHasWrittenFallsWithTheFirstLookThatSaysOtherwise() {
    RealtimeService written = written(1, 1, "Healthy", 50);
    watch.of(written, NOW);

    watch.seen(written, dead());

    assertThat(changed).containsExactly(ID);
    assertThat(watch.of(written, NOW).verdict()).isEqualTo(RedisVerdict.UNREACHABLE);
  }

  @Test
  void whatTheLeaderBeforeHasWrittenFallsWhenNobodyLooks() {
    RealtimeService written = written(1, 1, "Healthy", 50);
    watch.of(written, NOW);

    watch.age(NOW.plusSeconds(120));
    assertThat(changed).isEmpty();
    watch.age(NOW.plusSeconds(121));
    assertThat(changed).containsExactly(ID);
    assertThat(watch.of(written, NOW.plusSeconds(121)).verdict()).isEqualTo(RedisVerdict.UNKNOWN);
  }

  @Test
  void whatTheLeaderBeforeHasWrittenOfAnotherGenerationDoesNotStand() {
    assertThat(watch.of(written(1, 2, "Healthy", 50), NOW).verdict())
        .isEqualTo(RedisVerdict.UNKNOWN);
    assertThat(watch.of(written(1, 1, "None", 50), NOW).verdict()).isEqualTo(RedisVerdict.UNKNOWN);
  }

  @Test
  void asksForAReconcileWhenReadingsGrowOldAndOnlyOnce() {
    watch.seen(service, healthy(50));
    watch.of(service, NOW);
    changed.clear();

    watch.age(NOW.plusSeconds(120));
    assertThat(changed).isEmpty();
    watch.age(NOW.plusSeconds(121));
    assertThat(changed).containsExactly(ID);

    watch.of(service, NOW.plusSeconds(121));
    watch.age(NOW.plusSeconds(136));
    assertThat(changed).containsExactly(ID);
  }

  @Test
  void readingOfAnotherRedisDoesNotCountForTheNewOne() {
    watch.seen(service, healthy(50));

    RealtimeService moved = service("uid-1", "{redis: {external: {addresses: ['other:6379']}}}");

    assertThat(watch.of(moved, NOW).verdict()).isEqualTo(RedisVerdict.UNKNOWN);
  }

  @Test
  void readingOfAnEarlierServiceOfTheSameNameDoesNotCount() {
    watch.seen(service, healthy(50));

    assertThat(watch.of(service("uid-2", "{}"), NOW).verdict()).isEqualTo(RedisVerdict.UNKNOWN);
  }

  @Test
  void serviceWithoutRedisHasNone() {
    assertThat(watch.of(service("uid-1", "{broker: Memory, replicas: 1}"), NOW).verdict())
        .isEqualTo(RedisVerdict.NONE);
  }

  @Test
  void nothingIsKeptOfADeletedServiceAndALateReadingDoesNotBringItBack() {
    Set<ResourceID> there = new HashSet<>(Set.of(ID));
    watch.among(there::contains);
    watch.seen(service, healthy(50));
    assertThat(registry.getMeters()).isNotEmpty();

    there.clear();
    watch.forget(ID);
    watch.seen(service, healthy(50));

    assertThat(registry.getMeters()).isEmpty();
    assertThat(watch.of(service, NOW).verdict()).isEqualTo(RedisVerdict.UNKNOWN);
  }

  @Test
  void metersHaveTheExactFiguresOfEachService() {
    watch.seen(service, healthy(51));

    assertThat(gauge("realtime.operator.redis.memory.used")).isEqualTo(51_000);
    assertThat(gauge("realtime.operator.redis.memory.max")).isEqualTo(100_000);
    assertThat(gauge("realtime.operator.redis.ping")).isEqualTo(0.0015);
    assertThat(gauge("realtime.operator.redis.round.trip")).isEqualTo(0.002);
    assertThat(gauge("realtime.operator.redis.replication.lag")).isEqualTo(3);
    assertThat(gauge("realtime.operator.redis.replicas")).isEqualTo(2);
    assertThat(verdicts()).containsExactly("healthy");
  }

  @Test
  void figureThatIsNotKnownIsNotANumberAndNoZero() {
    watch.seen(service, healthy(50));
    watch.seen(service, dead());
    assertThat(gauge("realtime.operator.redis.memory.used")).isNaN();
    assertThat(verdicts()).containsExactly("unreachable");

    watch.seen(service, new Fact.Unknown<>("no Secret", NOW));
    assertThat(gauge("realtime.operator.redis.ping")).isNaN();
    assertThat(verdicts()).containsExactly("unknown");
  }

  private List<String> verdicts() {
    return registry.find("realtime.operator.redis").gauges().stream()
        .filter(gauge -> gauge.value() > 0)
        .map(gauge -> gauge.getId().getTag("verdict"))
        .toList();
  }

  private double gauge(String name) {
    return registry
        .get(name)
        .tags("namespace", "production", "service", "realtime")
        .gauge()
        .value();
  }

  private static Fact<RedisFact> healthy(int percent) {
    RedisNodes nodes = new RedisNodes("redis-0:6379", 2, 2, 3, 100, 2.0, null, 0, null, List.of());
    return new Fact.Known<>(
        new RedisFact(
            true,
            true,
            null,
            1.5,
            new Memory(percent * 1000L, 100_000, "noeviction", 0, 0),
            null,
            List.of(),
            List.of(),
            nodes),
        NOW);
  }

  private static Fact<RedisFact> dead() {
    return new Fact.Known<>(
        new RedisFact(true, false, "refused", 0, null, null, List.of(), List.of()), NOW);
  }

  /** As the leader before has left it. */
  private static RealtimeService written(
      long observed, long generation, String verdict, int percent) {
    RealtimeService service = service("uid-1", "{}");
    service.getMetadata().setGeneration(generation);
    service.setStatus(
        Serialization.unmarshal(
            """
            observedGeneration: %d
            redis:
              verdict: %s
              master: "redis-0:6379"
              connectedReplicas: 2
              memoryPercent: %d
              figures:
                pingMillis: 10
                roundTripMillis: 10
                replicationLagSeconds: 5
                evictedPerSecond: 0
                rejectedWritesPerSecond: 0
                rejectedConnectionsPerSecond: 0
              slowLog: []
              nodes: []
            """
                .formatted(observed, verdict, percent),
            RealtimeServiceStatus.class));
    return service;
  }

  private static RealtimeService service(String uid, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: realtime, namespace: production, uid: %s}
        spec: %s
        """
            .formatted(uid, spec),
        RealtimeService.class);
  }
}
