package dev.realtime.operator.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.Scene;
import dev.realtime.operator.signal.WorkloadFact;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DetectorTest {
  private static final DetectionSettings DEFAULTS =
      new DetectionSettings(Thresholds.defaults(), Duration.ofSeconds(5), Duration.ofSeconds(5));

  private final Scene scene = new Scene();
  private Map<Symptom, Tracked> tracked = new EnumMap<>(Symptom.class);

  private SymptomPhase tick(Symptom symptom) {
    tracked = Detector.advance(tracked, scene.tick(), DEFAULTS);
    return tracked.get(symptom).phase();
  }

  private SymptomPhase run(Symptom symptom, Duration time) {
    SymptomPhase phase = null;
    for (Instant end = scene.now().plus(time); scene.now().isBefore(end); ) {
      phase = tick(symptom);
    }
    return phase;
  }

  private Duration untilFiring(Symptom symptom, Duration atMost) {
    Instant begin = scene.now();
    while (scene.now().isBefore(begin.plus(atMost))) {
      if (tick(symptom) == SymptomPhase.FIRING) {
        return Duration.between(begin, scene.now());
      }
    }
    throw new AssertionError("not firing after " + atMost + ": " + tracked.get(symptom));
  }

  /** A fault, the symptom it shows as, and the design's hold time in seconds. */
  record Fault(String name, java.util.function.Consumer<Scene> cause, Symptom symptom, int hold) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault("all requests fail", s -> s.failedShare = 1, Symptom.HIGH_ERROR_RATE, 60),
        new Fault("half fail", s -> s.failedShare = 0.5, Symptom.HIGH_ERROR_RATE, 60),
        new Fault("no endpoint", s -> s.endpoints = 0, Symptom.SERVICE_DOWN, 30),
        new Fault("cannot connect", s -> s.synthetic = 0, Symptom.SERVICE_DOWN, 30),
        new Fault("all slow", s -> s.slowShare = 1, Symptom.HIGH_LATENCY, 120),
        new Fault("full", s -> s.connections = 960, Symptom.OVERLOAD, 15),
        new Fault("shedding", s -> s.shedPerSecond = 50, Symptom.OVERLOAD, 15));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void firesWithinTheHoldTimePlusOneReading(Fault fault) {
    run(fault.symptom(), Duration.ofMinutes(5));
    fault.cause().accept(scene);
    // The latency window holds healthy commands when the fault begins: up to 5 % of it pass first.
    long slack = fault.symptom() == Symptom.HIGH_LATENCY ? 5 : 0;
    assertThat(untilFiring(fault.symptom(), Duration.ofMinutes(5)).toSeconds())
        .isBetween((long) fault.hold(), fault.hold() + 5L + slack);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void doesNotFireWhenTheFaultIsShorterThanHalfTheHoldTime(Fault fault) {
    run(fault.symptom(), Duration.ofMinutes(5));
    fault.cause().accept(scene);
    run(fault.symptom(), Duration.ofSeconds(Math.max(5, fault.hold() / 2 - 5)));
    Scene healthy = new Scene();
    scene.failedShare = healthy.failedShare;
    scene.endpoints = healthy.endpoints;
    scene.synthetic = healthy.synthetic;
    scene.slowShare = healthy.slowShare;
    scene.connections = healthy.connections;
    scene.shedPerSecond = healthy.shedPerSecond;
    for (int i = 0; i < 60; i++) {
      assertThat(tick(fault.symptom())).isNotEqualTo(SymptomPhase.FIRING);
    }
  }

  @Test
  void oneReadingThatFailsDoesNotBeginTheHoldTimeAnew() {
    run(Symptom.OVERLOAD, Duration.ofMinutes(5));
    scene.shedPerSecond = 50;
    tick(Symptom.OVERLOAD);
    tick(Symptom.OVERLOAD);
    scene.metricsGone = true;
    tick(Symptom.OVERLOAD);
    scene.metricsGone = false;
    assertThat(untilFiring(Symptom.OVERLOAD, Duration.ofMinutes(5)))
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void doesNotJudgeAnErrorRateByFewerThanTwentyRequests() {
    scene.requestsPerSecond = 0.3;
    scene.failedShare = 0.34;
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(10)))
        .isNotEqualTo(SymptomPhase.FIRING);
    assertThat(tracked.get(Symptom.HIGH_ERROR_RATE).figures()).contains("20 needed");
  }

  @Test
  void takesWhatIsTurnedAwayOnPurposeNeitherForFailedNorForServed() {
    scene.refusedPerSecond = 1000;
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(5))).isEqualTo(SymptomPhase.HEALTHY);
    assertThat(tracked.get(Symptom.HIGH_ERROR_RATE).figures())
        .endsWith("; 35000 more turned away on purpose");
    scene.failedShare = 0.2;
    untilFiring(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(2));
  }

  @Test
  void recoversOnlyBelowTheLowerBoundAndAfterTheRecoveryTime() {
    scene.failedShare = 1;
    untilFiring(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(2));
    Instant firedAt = tracked.get(Symptom.HIGH_ERROR_RATE).firedAt();
    scene.failedShare = 0.04;
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(3))).isEqualTo(SymptomPhase.FIRING);
    scene.failedShare = 0;
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofSeconds(30)))
        .isEqualTo(SymptomPhase.RECOVERING);
    assertThat(tracked.get(Symptom.HIGH_ERROR_RATE).firedAt()).isEqualTo(firedAt);
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofSeconds(30)))
        .isEqualTo(SymptomPhase.HEALTHY);
  }

  @Test
  void isOneIncidentWhenTheSymptomFlapsDuringRecovery() {
    scene.endpoints = 0;
    untilFiring(Symptom.SERVICE_DOWN, Duration.ofMinutes(1));
    Instant firedAt = tracked.get(Symptom.SERVICE_DOWN).firedAt();
    for (int i = 0; i < 6; i++) {
      scene.endpoints = 2;
      assertThat(run(Symptom.SERVICE_DOWN, Duration.ofSeconds(20)))
          .isEqualTo(SymptomPhase.RECOVERING);
      scene.endpoints = 0;
      assertThat(tick(Symptom.SERVICE_DOWN)).isEqualTo(SymptomPhase.FIRING);
      assertThat(tracked.get(Symptom.SERVICE_DOWN).firedAt()).isEqualTo(firedAt);
    }
  }

  @Test
  void neverFiresOnASignalThatFlapsFasterThanItsHoldTime() {
    for (int i = 0; i < 60; i++) {
      scene.endpoints = i % 2 == 0 ? 0 : 2;
      assertThat(run(Symptom.SERVICE_DOWN, Duration.ofSeconds(25)))
          .isNotEqualTo(SymptomPhase.FIRING);
    }
  }

  @Test
  void saysUnknownAndNeverFiresWhenTheMetricsAreGone() {
    run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(1));
    scene.failedShare = 1;
    run(Symptom.HIGH_ERROR_RATE, Duration.ofSeconds(40));
    scene.metricsGone = true;
    for (int i = 0; i < 120; i++) {
      assertThat(tick(Symptom.HIGH_ERROR_RATE)).isNotEqualTo(SymptomPhase.FIRING);
    }
    assertThat(tracked.get(Symptom.HIGH_ERROR_RATE).phase()).isEqualTo(SymptomPhase.UNKNOWN);
    assertThat(tracked.get(Symptom.HIGH_ERROR_RATE).figures()).contains("timed out");
  }

  @Test
  void goesOnCountingAfterOneFailedReading() {
    run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(1));
    scene.failedShare = 1;
    run(Symptom.HIGH_ERROR_RATE, Duration.ofSeconds(30));
    scene.metricsGone = true;
    tick(Symptom.HIGH_ERROR_RATE);
    scene.metricsGone = false;
    assertThat(untilFiring(Symptom.HIGH_ERROR_RATE, Duration.ofSeconds(35))).isNotNull();
  }

  @Test
  void keepsAnIncidentOpenButDoesNotActOnItWhileNobodyCanSee() {
    scene.failedShare = 1;
    untilFiring(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(2));
    assertThat(Detector.actionable(tracked.get(Symptom.HIGH_ERROR_RATE), scene.now())).isTrue();
    scene.metricsGone = true;
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(5))).isEqualTo(SymptomPhase.FIRING);
    assertThat(Detector.actionable(tracked.get(Symptom.HIGH_ERROR_RATE), scene.now())).isFalse();
  }

  @Test
  void takesARestartedProcessForWhatItIs() {
    run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(2));
    for (int i = 0; i < 40; i++) {
      scene.restart(i % 2 == 0 ? "a" : "b");
      assertThat(tick(Symptom.HIGH_ERROR_RATE)).isEqualTo(SymptomPhase.HEALTHY);
    }
  }

  @Test
  void isNotDownWhenItsReplicasAreZeroOnPurpose() {
    scene.facts =
        new Facts(
            new Fact.Known<>(
                new WorkloadFact(0, 0, false, false, null, null, List.of()), scene.now()),
            Fact.never(),
            Fact.never(),
            Fact.never(),
            Map.of());
    scene.endpoints = 0;
    assertThat(run(Symptom.SERVICE_DOWN, Duration.ofMinutes(5))).isEqualTo(SymptomPhase.HEALTHY);
  }

  @Test
  void isNotDownWhileItsFirstPodsComeUpHoweverLongThatTakes() {
    scene.endpoints = 0;
    for (String waiting : new String[] {"ContainerCreating", null}) {
      scene.facts = beginning(scene.now().plusSeconds(1), false, waiting, 0);
      assertThat(run(Symptom.SERVICE_DOWN, Duration.ofMinutes(5))).isEqualTo(SymptomPhase.HEALTHY);
    }
    scene.facts = beginning(scene.now().plusSeconds(1), true, null, 0);
    untilFiring(Symptom.SERVICE_DOWN, Duration.ofSeconds(40));
  }

  @ParameterizedTest
  @CsvSource({"ImagePullBackOff, 0", "CrashLoopBackOff, 1", ", 1"})
  void isDownWhenItsFirstPodsHaveTrouble(String waiting, int restarts) {
    scene.endpoints = 0;
    scene.facts = beginning(scene.now(), false, waiting, restarts);
    untilFiring(Symptom.SERVICE_DOWN, Duration.ofSeconds(40));
  }

  @Test
  void isDownWhenItHasServedBeforeEvenIfItIsNotKnownGoodYet() {
    scene.facts = beginning(scene.now(), false, null, 0);
    run(Symptom.SERVICE_DOWN, Duration.ofSeconds(20));
    scene.endpoints = 0;
    untilFiring(Symptom.SERVICE_DOWN, Duration.ofSeconds(40));
  }

  /** The first rollout of a service, with one pod. */
  private Facts beginning(Instant since, boolean stuck, String waiting, int restarts) {
    var pod =
        new WorkloadFact.PodFact(
            "a", "1", false, waiting == null, restarts, since, waiting, null, null, null, null);
    return new Facts(
        new Fact.Known<>(new WorkloadFact(1, 0, true, stuck, null, null, List.of(pod)), since),
        new Fact.Known<>(new RolloutFact("1", since, Set.of(), List.of(), null), since),
        Fact.never(),
        Fact.never(),
        Map.of());
  }

  @Test
  void blamesItsOwnNetworkWhenTheApiServerIsSilentToo() {
    scene.apiServerGone = true;
    scene.synthetic = 0;
    assertThat(run(Symptom.SERVICE_DOWN, Duration.ofMinutes(5))).isEqualTo(SymptomPhase.UNKNOWN);
  }

  @Test
  void goesOnCountingUnderANewLeader() {
    run(Symptom.SERVICE_DOWN, Duration.ofMinutes(1));
    scene.endpoints = 0;
    run(Symptom.SERVICE_DOWN, Duration.ofSeconds(20));
    Tracked before = tracked.get(Symptom.SERVICE_DOWN);
    tracked.put(Symptom.SERVICE_DOWN, Tracked.restored(before.status(), scene.now()));
    assertThat(untilFiring(Symptom.SERVICE_DOWN, Duration.ofSeconds(20)).toSeconds())
        .isLessThanOrEqualTo(15);
  }

  @Test
  void takesAnAlertWhereItSeesNothingItselfAndItsOwnEyesWhereItSees() {
    run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(1));
    scene.facts = Facts.none().with(Map.of(Symptom.HIGH_ERROR_RATE, "RealtimeHighErrorRate"));
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofMinutes(5)))
        .as("own measurement says that all is well")
        .isEqualTo(SymptomPhase.HEALTHY);
    scene.metricsGone = true;
    assertThat(run(Symptom.HIGH_ERROR_RATE, Duration.ofSeconds(20))).isEqualTo(SymptomPhase.FIRING);
    assertThat(tracked.get(Symptom.HIGH_ERROR_RATE).figures()).contains("RealtimeHighErrorRate");
    assertThat(Detector.actionable(tracked.get(Symptom.HIGH_ERROR_RATE), scene.now())).isTrue();
  }

  static Stream<Arguments> transitions() {
    Measurement bad = new Measurement.Bad("bad", true);
    Measurement few = new Measurement.Bad("few", false);
    Measurement between = new Measurement.Between("between");
    Measurement good = new Measurement.Good("good");
    Measurement unknown = new Measurement.Unknown("unknown");
    return Stream.of(
        // phase before, seconds in it, measurement, phase after
        Arguments.of(SymptomPhase.HEALTHY, 0, bad, SymptomPhase.SUSPECT),
        Arguments.of(SymptomPhase.HEALTHY, 99, few, SymptomPhase.SUSPECT),
        Arguments.of(SymptomPhase.HEALTHY, 99, between, SymptomPhase.HEALTHY),
        Arguments.of(SymptomPhase.HEALTHY, 99, good, SymptomPhase.HEALTHY),
        Arguments.of(SymptomPhase.HEALTHY, 99, unknown, SymptomPhase.UNKNOWN),
        Arguments.of(SymptomPhase.UNKNOWN, 99, bad, SymptomPhase.SUSPECT),
        Arguments.of(SymptomPhase.UNKNOWN, 99, between, SymptomPhase.HEALTHY),
        Arguments.of(SymptomPhase.UNKNOWN, 99, good, SymptomPhase.HEALTHY),
        Arguments.of(SymptomPhase.UNKNOWN, 99, unknown, SymptomPhase.UNKNOWN),
        Arguments.of(SymptomPhase.SUSPECT, 59, bad, SymptomPhase.SUSPECT),
        Arguments.of(SymptomPhase.SUSPECT, 60, bad, SymptomPhase.FIRING),
        Arguments.of(SymptomPhase.SUSPECT, 600, few, SymptomPhase.SUSPECT),
        Arguments.of(SymptomPhase.SUSPECT, 59, between, SymptomPhase.HEALTHY),
        Arguments.of(SymptomPhase.SUSPECT, 59, good, SymptomPhase.HEALTHY),
        Arguments.of(SymptomPhase.SUSPECT, 15, unknown, SymptomPhase.SUSPECT),
        Arguments.of(SymptomPhase.SUSPECT, 16, unknown, SymptomPhase.UNKNOWN),
        Arguments.of(SymptomPhase.FIRING, 99, bad, SymptomPhase.FIRING),
        Arguments.of(SymptomPhase.FIRING, 99, few, SymptomPhase.FIRING),
        Arguments.of(SymptomPhase.FIRING, 99, between, SymptomPhase.FIRING),
        Arguments.of(SymptomPhase.FIRING, 99, unknown, SymptomPhase.FIRING),
        Arguments.of(SymptomPhase.FIRING, 99, good, SymptomPhase.RECOVERING),
        Arguments.of(SymptomPhase.RECOVERING, 29, good, SymptomPhase.RECOVERING),
        Arguments.of(SymptomPhase.RECOVERING, 30, good, SymptomPhase.HEALTHY),
        Arguments.of(SymptomPhase.RECOVERING, 99, between, SymptomPhase.RECOVERING),
        Arguments.of(SymptomPhase.RECOVERING, 99, unknown, SymptomPhase.RECOVERING),
        Arguments.of(SymptomPhase.RECOVERING, 29, bad, SymptomPhase.FIRING));
  }

  @ParameterizedTest
  @MethodSource("transitions")
  void movesBetweenPhases(SymptomPhase from, int seconds, Measurement measured, SymptomPhase to) {
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    var before = new Tracked(Symptom.HIGH_ERROR_RATE, from, since, since, null, "before", since);
    Tracked after =
        Detector.advance(
            before,
            measured,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            since.plusSeconds(seconds));
    assertThat(after.phase()).isEqualTo(to);
    if (from != to) {
      assertThat(after.since()).isEqualTo(since.plusSeconds(seconds));
    }
  }
}
