package dev.realtime.operator.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import dev.realtime.operator.signal.Scene;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two hours of traffic as a healthy service has it: load that swings between a trickle and a rush,
 * some failing requests all the time, short bursts of failures and of slowness, pods that restart,
 * scrapes and probes that fail now and then, endpoints that blink during a rollout.
 */
class HealthyTrafficReplayTest {
  private static final DetectionSettings DEFAULTS =
      new DetectionSettings(Thresholds.defaults(), Duration.ofSeconds(5), Duration.ofSeconds(5));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 11, 42, 1337, 20_260_101})
  void neverFires(long seed) {
    var random = new Random(seed);
    var scene = new Scene();
    Map<Symptom, Tracked> tracked = new EnumMap<>(Symptom.class);
    int suspicions = 0;
    int burst = 0;
    int slow = 0;
    for (int tick = 0; tick < 2 * 3600 / 5; tick++) {
      double swing = 0.5 + 0.5 * Math.sin(tick / 90.0);
      scene.requestsPerSecond = Math.max(0.05, swing * 200 * random.nextDouble());
      burst = burst > 0 ? burst - 1 : random.nextInt(200) == 0 ? 1 + random.nextInt(3) : 0;
      slow = slow > 0 ? slow - 1 : random.nextInt(200) == 0 ? 1 + random.nextInt(4) : 0;
      scene.failedShare = burst > 0 ? random.nextDouble() : 0.015 * random.nextDouble();
      scene.slowShare = slow > 0 ? 0.3 * random.nextDouble() : 0.03 * random.nextDouble();
      scene.syntheticSeconds = slow > 0 ? 1.5 : 0.02 + 0.1 * random.nextDouble();
      scene.connections = 200 + 650 * swing;
      scene.shedPerSecond = random.nextInt(300) == 0 ? 3 : 0;
      scene.metricsGone = random.nextInt(40) == 0;
      scene.synthetic = random.nextInt(30) == 0 ? 0 : 1;
      scene.endpoints = random.nextInt(100) == 0 ? 0 : 2;
      if (random.nextInt(120) == 0) {
        scene.restart(random.nextBoolean() ? "a" : "b");
      }
      tracked = Detector.advance(tracked, scene.tick(), DEFAULTS);
      for (Tracked symptom : tracked.values()) {
        assertThat(symptom.phase())
            .as("seed %d, tick %d: %s", seed, tick, symptom)
            .isNotEqualTo(SymptomPhase.FIRING);
        suspicions += symptom.phase() == SymptomPhase.SUSPECT ? 1 : 0;
      }
    }
    assertThat(suspicions).as("the traffic must be noisy enough to raise suspicion").isPositive();
  }
}
