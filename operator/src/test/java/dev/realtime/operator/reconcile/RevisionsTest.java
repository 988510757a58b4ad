package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {
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
