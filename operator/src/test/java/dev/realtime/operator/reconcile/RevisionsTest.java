package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {
  private static final Instant READY = Instant.parse("2026-01-01T00:01:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"Suspect", "Firing", "Recovering"})
  void doesNotProveItselfWhileTheServiceHasASymptomOrSignsOfOne(String phase) {
    assertThat(Revisions.suspected(withSymptom(phase))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Unknown", "Healthy"})
  void isNotSuspectedForWhatCannotBeMeasured(String phase) {
    assertThat(Revisions.suspected(withSymptom(phase))).isFalse();
  }

  @Test
  void isNotSuspectedBeforeAnybodyHasLooked() {
    assertThat(Revisions.suspected(RealtimeServiceStatus.empty())).isFalse();
  }

  @Test
  void reliefByTheRunbookIsNoRevisionOfItsOwn() {
    String spec = "server: {proxy: {rpc: {url: 'http://orders/rpc'}}}";
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    Situation plain = TestSituation.of(spec);
    Situation relieved =
        TestSituation.of(
            spec,
            Serialization.unmarshal(
                "proxies: [{dependency: orders, proxies: [Rpc], concurrency: 3, run: r, since: \"2026-01-01T00:00:00Z\", generation: 1}]",
                Overrides.class));

    assertThat(relieved.configuration()).isNotEqualTo(plain.configuration());
    assertThat(Revisions.current(relieved, at)).isEqualTo(Revisions.current(plain, at));
    List<Condition> well =
        List.of(
            condition("Ready", "True", READY),
            condition("Progressing", "False", READY),
            condition("RedisHealthy", "True", READY));
    assertThat(Revisions.untilGood(plain, Revisions.current(plain, at), well, at)).isNotNull();
    assertThat(Revisions.untilGood(relieved, Revisions.current(plain, at), well, at))
        .as("what is relieved proves nothing")
        .isNull();
  }

  @ParameterizedTest(name = "RedisHealthy {0}, external {1}: {2}")
  @CsvSource({
    "True, true, 2026-01-01T00:02:00Z",
    "False, true,",
    "Unknown, true,",
    "True, false, 2026-01-01T00:02:00Z",
    "False, false,",
    "Unknown, false, 2026-01-01T00:01:00Z"
  })
  void provesItselfFromWhenServersAndTheirRedisAreWell(
      String redis, boolean external, Instant since) {
    assertThat(
            Revisions.healthySince(
                List.of(
                    condition("Ready", "True", READY),
                    condition("Progressing", "False", READY),
                    condition("RedisHealthy", redis, READY.plusSeconds(60))),
                external))
        .isEqualTo(since);
  }

  @Test
  void provesNothingWhileItIsRolledOutOrNotReady() {
    Condition redis = condition("RedisHealthy", "True", READY);
    assertThat(
            Revisions.healthySince(
                List.of(
                    condition("Ready", "True", READY),
                    condition("Progressing", "True", READY),
                    redis),
                false))
        .isNull();
    assertThat(
            Revisions.healthySince(
                List.of(
                    condition("Ready", "False", READY),
                    condition("Progressing", "False", READY),
                    redis),
                false))
        .isNull();
  }

  private static Condition condition(String type, String status, Instant since) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withLastTransitionTime(since.toString())
        .build();
  }

  private static RealtimeServiceStatus withSymptom(String phase) {
    return Serialization.unmarshal(
            """
            apiVersion: realtime.dev/v1alpha1
            kind: RealtimeService
            metadata: {name: chat}
            spec: {}
            status:
              conditions: []
              symptoms:
                - {symptom: HighErrorRate, phase: %s, since: 2026-01-01T00:00:00Z, figures: "50 %%"}
            """
                .formatted(phase),
            RealtimeService.class)
        .getStatus();
  }
}
