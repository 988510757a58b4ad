package dev.realtime.operator.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.TcpDependency;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.ResourceFact;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.RolloutFact.Changed;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.SeriesView;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.signal.WorkloadFact;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The design's table, row by row. */
class DiagnosisTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant SUSPECTED = NOW.minusSeconds(60);

  private Fact<WorkloadFact> workload = known(workload(pod(true, null, null, null)));
  private Fact<RolloutFact> rollout = Fact.never();
  private Fact<ResourceFact> resources = Fact.never();
  private Fact<RedisFact> redis = known(redis(true, 1, 10, 100, List.of()));
  private final Map<String, Fact<DependencyFact>> dependencies = new HashMap<>();
  private SeriesView series = SeriesView.empty();
  private List<LogTail> logs = List.of();
  private Ceilings ceilings = new Ceilings(10, null, null, null);
  private boolean maintenance;
  private DependencyPolicy dependencyPolicy = DependencyPolicy.nothing();

  private static <T> Fact<T> known(T value) {
    return new Fact.Known<>(value, NOW);
  }

  private static WorkloadFact workload(PodFact... pods) {
    return new WorkloadFact(2, 0, false, false, 1.0, 512.0 * (1 << 20), List.of(pods));
  }

  private static PodFact pod(
      boolean running, Termination end, String unschedulable, String evicted) {
    return new PodFact(
        "rt-1", "rev", false, running, 3, NOW, null, null, end, unschedulable, evicted);
  }

  private static RedisFact redis(
      boolean managed, double ping, long used, long max, List<String> slowLog) {
    return new RedisFact(
        managed,
        true,
        null,
        ping,
        new RedisFact.Memory(used << 20, max << 20, "noeviction", 0, 0),
        new RedisFact.Persistence(true, true, true, false, 5),
        slowLog,
        List.of());
  }

  private static RedisFact redisGone(boolean managed) {
    return new RedisFact(managed, false, "connection refused", 0, null, null, List.of(), List.of());
  }

  private static RolloutFact rolledOut(int secondsBefore, String good, Changed... changed) {
    return new RolloutFact(
        "rev-2",
        SUSPECTED.minusSeconds(secondsBefore),
        Set.of(changed),
        List.of("- image: a:1", "+ image: a:2"),
        good == null ? null : new RolloutFact.Revision(good, "a:1", "c-1"));
  }

  private void dependency(boolean database, boolean reachable, boolean slow, int used) {
    dependencies.put(
        "dep",
        known(
            new DependencyFact(
                "dep",
                database,
                reachable,
                reachable ? null : "timed out",
                2500,
                slow,
                used < 0 ? null : new DependencyFact.Connections(used, 100),
                List.of("SELECT slow"))));
  }

  private Facts facts() {
    return new Facts(workload, rollout, resources, redis, dependencies);
  }

  private Diagnosis diagnose(Symptom symptom) {
    return Diagnosis.of(
        new Case(
            symptom,
            SUSPECTED,
            "the figures",
            new Observations(series, facts(), NOW),
            Thresholds.defaults().causes(),
            logs));
  }

  private List<PlannedAction> plan(Symptom symptom) {
    RunbookSpec d = RunbookSpec.defaults();
    var policy =
        new RunbookSpec(
            d.mode(),
            List.of(),
            d.thresholds(),
            d.budget(),
            ceilings,
            10,
            List.of(),
            maintenance,
            false,
            d.giveBack(),
            d.history());
    var dependency =
        new Dependency(
            "dep", null, null, new TcpDependency("h", 1), null, null, 2000, 5, dependencyPolicy);
    return Planner.plan(diagnose(symptom), policy, List.of(dependency), facts());
  }

  private void assertDiagnosed(Symptom symptom, Cause cause, Action... ladder) {
    assertThat(diagnose(symptom).leading().cause()).isEqualTo(cause);
    assertThat(plan(symptom)).extracting(PlannedAction::action).containsExactly(ladder);
  }

  private String escalation(Symptom symptom) {
    return plan(symptom).getLast().why();
  }

  @Test
  void restartsAManagedRedisThatDoesNotAnswer() {
    redis = known(redisGone(true));
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE, Cause.REDIS_UNREACHABLE, Action.RESTART_REDIS, Action.ESCALATE);
  }

  @Test
  void doesNotTouchAnExternalRedis() {
    redis = known(redisGone(false));
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.REDIS_UNREACHABLE, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE)).contains("not managed by this resource");
  }

  @Test
  void raisesTheMemoryOfAFullRedisWithinItsCeiling() {
    redis = known(redis(true, 1, 95, 100, List.of()));
    ceilings = new Ceilings(10, new Quantity("120Mi"), null, null);
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE, Cause.REDIS_MEMORY, Action.RAISE_REDIS_MEMORY, Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_ERROR_RATE).getFirst().parameters().memory())
        .isEqualTo(new Quantity("120Mi"));
    ceilings = new Ceilings(10, new Quantity("1Gi"), null, null);
    assertThat(plan(Symptom.HIGH_ERROR_RATE))
        .extracting(rung -> rung.parameters().memory())
        .startsWith(new Quantity("150Mi"), new Quantity("1024Mi"));
  }

  @Test
  void escalatesAFullRedisWithItsFiguresWhenItMayNotGrow() {
    redis = known(redis(true, 1, 95, 100, List.of()));
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.REDIS_MEMORY, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE))
        .contains("95 %", "spec.runbook.ceilings.redisMemory is not set");
    ceilings = new Ceilings(10, new Quantity("100Mi"), null, null);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE)).contains("already");
  }

  @Test
  void rollsBackWhatBeganWithARollout() {
    rollout = known(rolledOut(30, "rev-1", Changed.IMAGE));
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.BAD_ROLLOUT, Action.ROLLBACK, Action.ESCALATE);
    assertThat(diagnose(Symptom.HIGH_ERROR_RATE).evidence())
        .anySatisfy(e -> assertThat(e.text()).contains("+ image: a:2"));
    assertDiagnosed(
        Symptom.SERVICE_DOWN, Cause.BAD_ROLLOUT, Action.ROLLBACK, Action.RESTART, Action.ESCALATE);
  }

  @Test
  void doesNotBlameARolloutThatIsOldOrProvedOrCameLaterOrChangedNothingToReturnTo() {
    for (RolloutFact innocent :
        List.of(
            rolledOut(901, "rev-1", Changed.IMAGE),
            rolledOut(30, "rev-2", Changed.IMAGE),
            rolledOut(-30, "rev-1", Changed.IMAGE),
            rolledOut(30, "rev-1", Changed.TEMPLATE))) {
      rollout = known(innocent);
      assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.UNKNOWN, Action.ESCALATE);
    }
  }

  @Test
  void capsCallsToADatabaseThatIsExhaustedWhereAllowed() {
    dependency(true, true, false, 97);
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.DATABASE_EXHAUSTED, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_ERROR_RATE)).contains("97 of 100 connections");
    dependencyPolicy = new DependencyPolicy(List.of(), 5, null, false);
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE, Cause.DATABASE_EXHAUSTED, Action.CAP_CONCURRENCY, Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_ERROR_RATE).getFirst().parameters().concurrency()).isEqualTo(5);
  }

  @Test
  void capsCallsToADatabaseThatCannotBeReachedWhereAllowed() {
    dependency(true, false, false, -1);
    dependencyPolicy = new DependencyPolicy(List.of(), 5, null, false);
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE,
        Cause.DATABASE_UNREACHABLE,
        Action.CAP_CONCURRENCY,
        Action.ESCALATE);
  }

  @Test
  void scalesUpTwiceWhenThePodsAreBusy() {
    resources = known(new ResourceFact(List.of(new ResourceFact.Use("rt-1", 0.95, 1.0, 1e8, 1e9))));
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.RESOURCES_HIGH,
        Action.SCALE_UP,
        Action.SCALE_UP,
        Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_LATENCY))
        .extracting(rung -> rung.parameters().replicas())
        .startsWith(3, 5);
    ceilings = new Ceilings(2, null, null, null);
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.RESOURCES_HIGH, Action.ESCALATE);
    assertThat(escalation(Symptom.HIGH_LATENCY)).contains("ceilings.replicas (2)");
  }

  /** A counter of one pod, read every 15 s for a minute. */
  private static Map<String, List<Sample>> counter(Signal signal, double perReading) {
    var samples = new ArrayList<Sample>();
    for (int i = 0; i <= 4; i++) {
      samples.add(Sample.of(signal, "rt-1", i * perReading, NOW.minusSeconds(60 - 15L * i)));
    }
    return Map.of("rt-1", samples);
  }

  @Test
  void seesThatTheCpuLimitStopsThePodsWhereTheClusterHasNoMetrics() {
    series =
        new SeriesView(
            Map.of(
                Signal.CPU_PERIODS, counter(Signal.CPU_PERIODS, 150),
                Signal.CPU_THROTTLED_PERIODS, counter(Signal.CPU_THROTTLED_PERIODS, 120)));
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.RESOURCES_HIGH,
        Action.SCALE_UP,
        Action.SCALE_UP,
        Action.ESCALATE);
    assertThat(plan(Symptom.HIGH_LATENCY).getFirst().why()).contains("in 80 % of all periods");
    ceilings = new Ceilings(10, null, null, new Quantity("4"));
    assertThat(diagnose(Symptom.SERVICE_DOWN).leading().cause()).isEqualTo(Cause.THROTTLED);
    series =
        new SeriesView(
            Map.of(
                Signal.CPU_PERIODS, counter(Signal.CPU_PERIODS, 150),
                Signal.CPU_THROTTLED_PERIODS, counter(Signal.CPU_THROTTLED_PERIODS, 15)));
    assertThat(diagnose(Symptom.HIGH_LATENCY).leading().cause()).isEqualTo(Cause.UNKNOWN);
  }

  @Test
  void saysWhatWaitsInASlowDatabase() {
    dependencies.put(
        "db",
        known(
            new DependencyFact(
                "db",
                true,
                true,
                "3 statements wait for locks, the first for 5200 ms",
                4,
                true,
                new DependencyFact.Connections(5, 100),
                List.of("running for 5200 ms: select ..."))));
    assertThat(escalation(Symptom.HIGH_LATENCY))
        .contains("database db is slow: 3 statements wait for locks, the first for 5200 ms");
  }

  @Test
  void escalatesASlowRedisWithItsSlowLog() {
    redis = known(redis(true, 250, 10, 100, List.of("1200000 KEYS *")));
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.REDIS_SLOW, Action.ESCALATE);
    assertThat(diagnose(Symptom.HIGH_LATENCY).evidence())
        .anySatisfy(e -> assertThat(e.text()).contains("KEYS *"));
  }

  @Test
  void escalatesASlowDatabaseWithItsSlowestStatements() {
    dependency(true, true, true, 10);
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.DATABASE_SLOW, Action.ESCALATE);
    assertThat(diagnose(Symptom.HIGH_LATENCY).evidence())
        .anySatisfy(e -> assertThat(e.text()).contains("SELECT slow"));
  }

  @Test
  void relievesADownstreamWhereAllowed() {
    dependency(false, true, true, -1);
    assertDiagnosed(Symptom.HIGH_LATENCY, Cause.DOWNSTREAM_SLOW, Action.ESCALATE);
    dependencyPolicy = new DependencyPolicy(List.of(), null, 30, true);
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.DOWNSTREAM_SLOW,
        Action.CACHE_RESPONSES,
        Action.OPEN_CIRCUIT,
        Action.ESCALATE);
    dependency(false, false, false, -1);
    assertDiagnosed(
        Symptom.HIGH_LATENCY,
        Cause.DOWNSTREAM_FAILING,
        Action.CACHE_RESPONSES,
        Action.OPEN_CIRCUIT,
        Action.ESCALATE);
  }

  @Test
  void restoresAConfigurationTheServerRefuses() {
    workload =
        known(workload(pod(false, new Termination("Error", 78, NOW, "unknown key"), null, null)));
    rollout = known(rolledOut(30, "rev-1", Changed.CONFIGURATION));
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.CONFIGURATION_INVALID,
        Action.RESTORE_CONFIGURATION,
        Action.ROLLBACK,
        Action.RESTART,
        Action.ESCALATE);
  }

  /** Kubernetes tells of a container's last end for as long as the pod lives. */
  @Test
  void doesNotBlameAnEndThatWasLongOverWhenTheTroubleBegan() {
    Instant longAgo = SUSPECTED.minusSeconds(300);
    for (Termination end :
        List.of(
            new Termination("Error", 78, longAgo, "unknown key"),
            new Termination("OOMKilled", 137, longAgo, null))) {
      workload = known(workload(pod(true, end, null, null)));
      assertThat(diagnose(Symptom.SERVICE_DOWN).leading().cause())
          .as(end.reason())
          .isEqualTo(Cause.UNRESPONSIVE);
    }
  }

  @Test
  void knowsARefusedConfigurationByTheLogToo() {
    workload = known(workload(pod(false, new Termination("Error", 1, NOW, null), null, null)));
    logs = List.of(new LogTail("rt-1", true, "FATAL Invalid configuration: limits.x", NOW));
    assertThat(diagnose(Symptom.SERVICE_DOWN).leading().cause())
        .isEqualTo(Cause.CONFIGURATION_INVALID);
  }

  @Test
  void raisesTheMemoryLimitOfPodsThatWereKilledForIt() {
    workload =
        known(workload(pod(false, new Termination("OOMKilled", 137, NOW, null), null, null)));
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.OUT_OF_MEMORY,
        Action.SCALE_UP,
        Action.RESTART,
        Action.ESCALATE);
    ceilings = new Ceilings(10, null, new Quantity("2Gi"), null);
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.OUT_OF_MEMORY,
        Action.RAISE_LIMIT,
        Action.RAISE_LIMIT,
        Action.SCALE_UP,
        Action.ESCALATE);
    assertThat(plan(Symptom.SERVICE_DOWN))
        .extracting(rung -> rung.parameters().memory())
        .startsWith(new Quantity("768Mi"), new Quantity("2048Mi"));
  }

  @Test
  void raisesALimitOnceWhereTheCeilingIsNear() {
    workload =
        known(workload(pod(false, new Termination("OOMKilled", 137, NOW, null), null, null)));
    ceilings = new Ceilings(10, null, new Quantity("600Mi"), null);
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.OUT_OF_MEMORY,
        Action.RAISE_LIMIT,
        Action.SCALE_UP,
        Action.ESCALATE);
    ceilings = new Ceilings(10, null, new Quantity("512Mi"), null);
    assertThat(escalation(Symptom.SERVICE_DOWN)).contains("ceilings.memory (512Mi) already");
  }

  /** A second rung that its own cool-down held back would cost the time of both. */
  @Test
  void waitsNoLongerForASecondStepThanForTheEffectOfTheFirst() {
    for (Action repeated :
        List.of(Action.SCALE_UP, Action.RAISE_LIMIT, Action.RAISE_REDIS_MEMORY)) {
      assertThat(repeated.coolDown())
          .as(repeated.text())
          .isLessThanOrEqualTo(repeated.verifyWithin());
    }
  }

  @Test
  void scalesUpAfterAnEviction() {
    workload = known(workload(pod(false, null, null, "node was low on memory")));
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.EVICTED, Action.SCALE_UP, Action.ESCALATE);
  }

  @Test
  void doesNotAskForMorePodsWhenThereIsNoRoomForOne() {
    workload = known(workload(pod(false, null, "0/3 nodes: Insufficient cpu", null)));
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNSCHEDULABLE, Action.ESCALATE);
    assertThat(escalation(Symptom.SERVICE_DOWN)).contains("Insufficient cpu", "no node either");
  }

  @Test
  void raisesTheCpuLimitOfThrottledPods() {
    resources = known(new ResourceFact(List.of(new ResourceFact.Use("rt-1", 0.99, 1.0, 1e8, 1e9))));
    ceilings = new Ceilings(10, null, null, new Quantity("4"));
    assertDiagnosed(
        Symptom.SERVICE_DOWN,
        Cause.THROTTLED,
        Action.RAISE_LIMIT,
        Action.RAISE_LIMIT,
        Action.SCALE_UP,
        Action.RESTART,
        Action.ESCALATE);
    assertThat(plan(Symptom.SERVICE_DOWN))
        .extracting(rung -> rung.parameters().cpu())
        .startsWith(new Quantity("1500m"), new Quantity("4000m"));
  }

  @Test
  void restartsAHungService() {
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNRESPONSIVE, Action.RESTART, Action.ESCALATE);
  }

  @Test
  void scalesInAnEmergencyAndGoesIntoMaintenanceWhenHelpless() {
    assertDiagnosed(Symptom.OVERLOAD, Cause.SHEDDING, Action.EMERGENCY_SCALE, Action.ESCALATE);
    maintenance = true;
    assertDiagnosed(
        Symptom.OVERLOAD,
        Cause.SHEDDING,
        Action.EMERGENCY_SCALE,
        Action.MAINTENANCE_ON,
        Action.ESCALATE);
    assertThat(plan(Symptom.OVERLOAD).getFirst().parameters().replicas()).isEqualTo(10);
  }

  @Test
  void plansForTwoFaultsAtOnceInTheOrderOfTheTable() {
    redis = known(redisGone(true));
    rollout = known(rolledOut(30, "rev-1", Changed.IMAGE));
    assertDiagnosed(
        Symptom.HIGH_ERROR_RATE,
        Cause.REDIS_UNREACHABLE,
        Action.RESTART_REDIS,
        Action.ROLLBACK,
        Action.ESCALATE);
  }

  @Test
  void findsNothingInWhatIsNotKnownOrTooOld() {
    redis = new Fact.Known<>(redisGone(true), NOW.minusSeconds(61));
    workload = Fact.never();
    assertDiagnosed(Symptom.HIGH_ERROR_RATE, Cause.UNKNOWN, Action.ESCALATE);
    assertDiagnosed(Symptom.SERVICE_DOWN, Cause.UNKNOWN, Action.ESCALATE);
  }

  @Test
  void keepsEvidenceBoundedAndFreeOfSecrets() {
    var many = new ArrayList<LogTail>();
    for (int i = 0; i < 50; i++) {
      many.add(
          new LogTail("p" + i, false, "password=hunter2 " + "x".repeat(100_000) + " tail", NOW));
    }
    logs = many;
    Diagnosis diagnosis = diagnose(Symptom.SERVICE_DOWN);
    assertThat(diagnosis.evidence()).hasSizeLessThanOrEqualTo(Diagnosis.MAX_EVIDENCE);
    assertThat(diagnosis.evidence())
        .allSatisfy(
            e -> {
              assertThat(e.text()).hasSizeLessThanOrEqualTo(2048).doesNotContain("hunter2");
            });
    assertThat(diagnosis.evidence()).anySatisfy(e -> assertThat(e.text()).endsWith("tail"));
  }
}
