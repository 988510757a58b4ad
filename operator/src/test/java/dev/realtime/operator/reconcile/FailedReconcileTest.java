package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.net.ConnectException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FailedReconcileTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
  private static final String SECRET = "a-password-that-nobody-should-read";

  @Test
  void saysWhatTheApiServerSaysAndLeavesTheRestAsItWas() {
    RealtimeService service = service();

    RealtimeServiceStatus failed = FailedReconcile.status(service, refused("x"), NOW);

    for (String type : new String[] {"Ready", "Degraded"}) {
      assertThat(failed.condition(type).orElseThrow())
          .returns(type.equals("Ready") ? "False" : "True", Condition::getStatus)
          .returns("ReconcileFailed", Condition::getReason)
          .returns(NOW.toString(), Condition::getLastTransitionTime)
          .extracting(Condition::getMessage)
          .asString()
          .startsWith("The API server answers 500: failed calling webhook x. ")
          .contains("goes away by itself");
    }
    assertThat(failed.condition("Available"))
        .isEqualTo(service.getStatus().condition("Available"))
        .isPresent();
    assertThat(failed.observedGeneration()).as("of the spec that was put to work").isEqualTo(1);
    assertThat(failed.lastKnownGood()).isEqualTo(service.getStatus().lastKnownGood()).isNotNull();
  }

  @Test
  void sayingItAgainChangesNothing() {
    RealtimeService service = service();
    RealtimeServiceStatus failed = FailedReconcile.status(service, refused("x"), NOW);
    service.setStatus(failed);

    assertThat(FailedReconcile.status(service, refused("x"), NOW.plusSeconds(60)))
        .isEqualTo(failed);
  }

  @Test
  void messageIsBoundedAndHoldsNothingThatIsNotTheApiServers() {
    assertThat(FailedReconcile.text(refused("x".repeat(9_000)))).hasSizeLessThan(500);
    assertThat(FailedReconcile.text(new IllegalStateException(SECRET)))
        .isEqualTo("An unexpected IllegalStateException");
    assertThat(
            FailedReconcile.text(
                new IllegalStateException(
                    new KubernetesClientException(SECRET, new ConnectException(SECRET)))))
        .isEqualTo("A request to the API server failed with ConnectException");
  }

  @Test
  void attemptsNeverRunOutAndAreAMinuteApartAtMost() {
    GenericRetry retry = new GenericRetry();
    retry.initFrom(RealtimeServiceReconciler.class.getAnnotation(GradualRetry.class));
    RetryExecution attempts = retry.initExecution();

    for (int i = 0; i < 1_000; i++) {
      assertThat(attempts.isLastAttempt()).isFalse();
      assertThat(attempts.nextDelay())
          .hasValueSatisfying(millis -> assertThat(millis).isBetween(1L, 60_000L));
    }
  }

  private static KubernetesClientException refused(String webhook) {
    return new KubernetesClientException(
        new StatusBuilder().withCode(500).withMessage("failed calling webhook " + webhook).build());
  }

  private static RealtimeService service() {
    return Serialization.unmarshal(
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: chat, generation: 2}
        spec: {}
        status:
          observedGeneration: 1
          lastKnownGood: {revision: r, image: i, configuration: c, recordedAt: 2026-01-01T00:00:00Z}
          conditions:
            - {type: Ready, status: "True", reason: AsSpecified, message: m, lastTransitionTime: 2026-01-01T00:00:00Z}
            - {type: Available, status: "True", reason: PodsReady, message: m, lastTransitionTime: 2026-01-01T00:00:00Z}
        """,
        RealtimeService.class);
  }
}
