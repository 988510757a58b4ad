package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusedPodsTest {
  private static final Instant NOT_READY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOT_READY.plusSeconds(15);
  private static final String POD =
      "create Pod realtime-redis-0 in StatefulSet realtime-redis failed error: ";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          QuotaExceeded | pods "realtime-redis-0" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2
          QuotaExceeded | failed to create PVC data-realtime-redis-0: persistentvolumeclaims "data-realtime-redis-0" is forbidden: exceeded quota: disks, requested: requests.storage=1Gi, used: requests.storage=0, limited: requests.storage=0
          ForbiddenByPodSecurity | pods "realtime-redis-0" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true
          ApplyRefused | admission webhook "images.example.com" denied the request: this registry is not allowed
          """)
  void reasonIsTheOneOfTheEvent(String reason, String refusal) {
    assertThat(seen(0, LATER, event(POD + refusal, NOT_READY)))
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.reason().word()).isEqualTo(reason);
              assertThat(problem.text())
                  .contains("Pods of StatefulSet realtime-redis cannot be created")
                  .contains(refusal.substring(0, 40))
                  .endsWith(problem.reason().remedy());
            });
  }

  @Test
  void newestEventCounts() {
    Event quota = event("exceeded quota: small", NOT_READY);
    Event policy = event("violates PodSecurity \"restricted\"", NOT_READY.plusSeconds(9));

    assertThat(seen(0, LATER, policy, quota))
        .hasValueSatisfying(
            problem -> assertThat(problem.reason().word()).isEqualTo("ForbiddenByPodSecurity"));
  }

  @Test
  void eventOfAnEarlierTroubleIsNone() {
    assertThat(seen(0, LATER, event("exceeded quota: small", NOT_READY.minusSeconds(31))))
        .isEmpty();
  }

  @Test
  void podsThatAreThereOrStillBeingMadeAreNotAskedAbout() {
    Event event = event("exceeded quota: small", NOT_READY);

    assertThat(seen(1, LATER, event)).as("there").isEmpty();
    assertThat(seen(0, LATER.minusMillis(1), event)).as("being made").isEmpty();
  }

  private static Optional<Problem> seen(int pods, Instant now, Event... events) {
    StatefulSet set =
        new StatefulSetBuilder()
            .withNewMetadata()
            .withName("realtime-redis")
            .endMetadata()
            .withNewSpec()
            .withReplicas(1)
            .endSpec()
            .withNewStatus()
            .withReplicas(pods)
            .endStatus()
            .build();
    return RefusedPods.of(
        set,
        NOT_READY,
        now,
        (about, reason) -> {
          assertThat(about).isSameAs(set);
          assertThat(reason).isEqualTo("FailedCreate");
          return List.of(events);
        });
  }

  private static Event event(String message, Instant last) {
    return new EventBuilder()
        .withMessage(message)
        .withFirstTimestamp(Instant.EPOCH.toString())
        .withLastTimestamp(last.toString())
        .build();
  }
}
