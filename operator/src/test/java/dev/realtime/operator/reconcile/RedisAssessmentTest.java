package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.status.RedisFigures;
import dev.realtime.api.v1alpha1.status.RedisSlowCommand;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.Memory;
import dev.realtime.operator.signal.RedisFact.Persistence;
import dev.realtime.operator.signal.RedisFact.SlowCommand;
import dev.realtime.operator.signal.RedisNodes;
import dev.realtime.operator.signal.RedisNodes.Node;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisAssessmentTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Memory HALF = memory(50, 0, 0);

  private final RedisAssessment assessment = new RedisAssessment(null);

  @Test
  void redisThatAnswersIsHealthyWithoutAMessage() {
    assertThat(of(fact(HALF, nodes(2, 2, 0)), 0))
        .isEqualTo(
            new RedisStatus(
                RedisVerdict.HEALTHY,
                null,
                "redis-0:6379",
                2,
                50,
                new RedisFigures(10, 10, 2, 0, 0, 0),
                List.of(),
                List.of(
                    new dev.realtime.api.v1alpha1.status.RedisNodeStatus(
                        "redis-0:6379", "master", RedisVerdict.HEALTHY, null))));
  }

  @Test
  void whatCannotBeMeasuredIsUnknownAndNeitherHealthyNorUnreachable() {
    RedisStatus status = assessment.of(new Fact.Unknown<>("no Secret", NOW));

    assertThat(status.verdict()).isEqualTo(RedisVerdict.UNKNOWN);
    assertThat(status.message()).isEqualTo("no Secret");
  }

  @Test
  void silenceIsUnreachableWithItsCause() {
    RedisFact dead =
        new RedisFact(
            true, false, "connection refused", 0, null, null, List.of(), List.of(), nodes(2, 2, 0));

    RedisStatus status = of(dead, 0);

    assertThat(status.verdict()).isEqualTo(RedisVerdict.UNREACHABLE);
    assertThat(status.message()).isEqualTo("connection refused");
    assertThat(status.memoryPercent()).isNull();
  }

  @Test
  void deafPubSubIsUnreachableAlthoughPingIsAnswered() {
    RedisStatus status = of(fact(HALF, roundTrip("did not come back")), 0);

    assertThat(status.verdict()).isEqualTo(RedisVerdict.UNREACHABLE);
    assertThat(status.message()).contains("pub/sub", "did not come back");
  }

  @Test
  void roundTripThatTheOperatorMayNotTryProvesNothing() {
    assertThat(of(fact(HALF, roundTrip("NOPERM no channel")), 0).verdict())
        .isEqualTo(RedisVerdict.HEALTHY);
  }

  @Test
  void missingReplicaIsDegraded() {
    RedisStatus status = of(fact(HALF, nodes(1, 2, 0)), 0);

    assertThat(status.verdict()).isEqualTo(RedisVerdict.DEGRADED);
    assertThat(status.message()).isEqualTo("1 of 2 replicas are in sync");
  }

  @ParameterizedTest
  @CsvSource({"9, HEALTHY", "11, DEGRADED"})
  void replicaThatLagsLongIsDegraded(double lag, RedisVerdict verdict) {
    assertThat(of(fact(HALF, nodes(2, 2, lag)), 0).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"84, HEALTHY", "90, DEGRADED"})
  void fullMemoryIsDegraded(int percent, RedisVerdict verdict) {
    assertThat(of(fact(memory(percent, 0, 0), nodes(2, 2, 0)), 0).verdict()).isEqualTo(verdict);
  }

  @Test
  void clusterThatMissesSlotsIsDegraded() {
    RedisNodes nodes =
        new RedisNodes(null, 0, null, 0, 0, 1.0, null, 0, "the cluster is not whole", List.of());

    RedisStatus status = of(fact(HALF, nodes), 0);

    assertThat(status.verdict()).isEqualTo(RedisVerdict.DEGRADED);
    assertThat(status.message()).contains("the cluster is not whole");
  }

  @Test
  void sentinelThatDoesNotAnswerIsDegradedAndNamed() {
    RedisNodes nodes =
        new RedisNodes(
            "redis-0:6379",
            2,
            2,
            0,
            0,
            1.0,
            null,
            0,
            null,
            List.of(new Node("sentinel-1:26379", "sentinel", "timed out")));

    RedisStatus status = of(fact(HALF, nodes), 0);

    assertThat(status.verdict()).isEqualTo(RedisVerdict.DEGRADED);
    assertThat(status.message()).isEqualTo("sentinel-1:26379 does not answer: timed out");
    assertThat(status.nodes().getFirst().verdict()).isEqualTo(RedisVerdict.UNREACHABLE);
  }

  @Test
  void evictionsAndRefusedWritesAreHeldForAMinuteSoThatTheStatusDoesNotFlap() {
    assertThat(of(fact(memory(50, 3, 2), nodes(2, 2, 0)), 0).message())
        .contains("keys are evicted", "writes are refused");
    assertThat(of(fact(HALF, nodes(2, 2, 0)), 59).verdict()).isEqualTo(RedisVerdict.DEGRADED);
    assertThat(of(fact(HALF, nodes(2, 2, 0)), 61).verdict()).isEqualTo(RedisVerdict.HEALTHY);
  }

  @Test
  void appendOnlyFileThatCannotBeWrittenIsDegraded() {
    RedisFact full =
        new RedisFact(
            true,
            true,
            null,
            1,
            HALF,
            new Persistence(true, false, true, false, 1),
            List.of(),
            List.of(),
            nodes(2, 2, 0));

    assertThat(of(full, 0).message()).isEqualTo("the append-only file cannot be written");
  }

  @Test
  void memoryMovesInStepsOfFiveAndDoesNotSwingBetweenTwo() {
    assertThat(percents(50, 52, 53, 52, 54.5, 53, 51.5, 50.5))
        .containsExactly(50, 50, 50, 50, 55, 55, 55, 50);
  }

  @Test
  void figuresAreTheWorstOfTheLastMinutesRoundedUp() {
    RedisNodes lagging = nodes(2, 2, 3);
    RedisFact bad = fact(130, memory(50, 7, 0.2), lagging, List.of());

    assertThat(of(bad, 0).figures()).isEqualTo(new RedisFigures(200, 10, 5, 10, 1, 0));
    assertThat(of(fact(HALF, nodes(2, 2, 0)), 299).figures())
        .isEqualTo(new RedisFigures(200, 10, 5, 10, 1, 0));
    assertThat(of(fact(HALF, nodes(2, 2, 0)), 301).figures().pingMillis()).isEqualTo(200);
    assertThat(of(fact(HALF, nodes(2, 2, 0)), 602).figures())
        .isEqualTo(new RedisFigures(10, 10, 2, 0, 0, 0));
  }

  @Test
  void figureThatIsNotKnownIsLeftOutAndNotZero() {
    RedisNodes alone = new RedisNodes("r:6379", 0, 0, 0, 0, null, null, 0, null, List.of());

    assertThat(of(fact(1, null, alone, List.of()), 0).figures())
        .isEqualTo(new RedisFigures(10, null, null, null, null, 0));
  }

  @Test
  void slowLogShowsTheNewestAndIsReadAnewOnceAMinute() {
    List<SlowCommand> six =
        IntStream.rangeClosed(1, 6)
            .mapToObj(i -> new SlowCommand(NOW.minusSeconds(i), 1000L * i, "EVAL " + i))
            .toList();
    RedisSlowCommand newest = new RedisSlowCommand(NOW.minusSeconds(1), 1000L, "EVAL 1");

    assertThat(of(fact(1, HALF, nodes(2, 2, 0), six), 0).slowLog()).hasSize(5).startsWith(newest);
    assertThat(of(fact(1, HALF, nodes(2, 2, 0), six.subList(1, 6)), 59).slowLog())
        .startsWith(newest);
    assertThat(of(fact(1, HALF, nodes(2, 2, 0), six.subList(1, 6)), 60).slowLog())
        .hasSize(5)
        .doesNotContain(newest);
  }

  @Test
  void nextLeaderGoesOnFromWhatIsWritten() {
    RedisStatus written = of(fact(130, HALF, nodes(2, 2, 0), List.of()), 0);
    RedisAssessment next = new RedisAssessment(written);

    assertThat(next.of(new Fact.Known<>(fact(HALF, nodes(2, 2, 0)), NOW.plusSeconds(5))))
        .isEqualTo(written);
  }

  private List<Integer> percents(double... used) {
    return java.util.Arrays.stream(used)
        .mapToObj(percent -> of(fact(memory(percent, 0, 0), nodes(2, 2, 0)), 0).memoryPercent())
        .toList();
  }

  private RedisStatus of(RedisFact fact, int second) {
    return assessment.of(new Fact.Known<>(fact, NOW.plusSeconds(second)));
  }

  private static Memory memory(double percent, double evicted, double rejected) {
    return new Memory((long) (percent * 1000), 100_000, "volatile-ttl", evicted, rejected);
  }

  private static RedisFact fact(Memory memory, RedisNodes nodes) {
    return fact(1, memory, nodes, List.of());
  }

  private static RedisFact fact(
      double ping, @Nullable Memory memory, RedisNodes nodes, List<SlowCommand> slowLog) {
    return new RedisFact(
        true,
        true,
        null,
        ping,
        memory,
        new Persistence(true, true, true, false, 1),
        slowLog,
        List.of(),
        nodes);
  }

  private static RedisNodes nodes(int connected, int wanted, double lag) {
    return new RedisNodes(
        "redis-0:6379",
        connected,
        wanted,
        lag,
        0,
        1.0,
        null,
        0,
        null,
        List.of(new Node("redis-0:6379", "master", null)));
  }

  private static RedisNodes roundTrip(String problem) {
    return new RedisNodes("redis-0:6379", 2, 2, 0, 0, null, problem, 0, null, List.of());
  }
}
