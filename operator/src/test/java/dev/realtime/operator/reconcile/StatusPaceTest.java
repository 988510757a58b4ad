package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPaceTest {
  private final RealtimeService service = new RealtimeService();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final StatusPace pace = new StatusPace(() -> now);

  StatusPaceTest() {
    service.getMetadata().setUid("uid");
  }

  @Test
  void stepsOfOneRolloutAreWrittenOnceInAWhile() {
    pace.wrote(service);
    assertThat(pace.wait(service, status(0, "False"), status(1, "False")))
        .isEqualTo(StatusPace.STEP);
    now = now.plusSeconds(2);
    assertThat(pace.wait(service, status(0, "False"), status(2, "False"))).isEqualTo(seconds(1));
    now = now.plusSeconds(1);
    assertThat(pace.wait(service, status(0, "False"), status(2, "False"))).isZero();
  }

  @Test
  void whatIsOfAnotherKindIsWrittenAtOnce() {
    pace.wrote(service);
    assertThat(pace.wait(service, status(1, "False"), status(2, "True"))).isZero();
    assertThat(pace.wait(service, status(2, "True"), status(1, "False"))).isZero();
  }

  @Test
  void thatANewServiceIsNotReadyYetIsNoNews() {
    pace.wrote(service);
    RealtimeServiceStatus none = RealtimeServiceStatus.empty();
    assertThat(pace.wait(service, none, status(0, "False"))).isEqualTo(StatusPace.STEP);
    assertThat(pace.wait(service, none, status(1, "True"))).isZero();
    assertThat(pace.wait(service, none, with(0, condition("Degraded", "True")))).isZero();
  }

  @Test
  void whoHasWrittenNothingWaitsForNothing() {
    assertThat(pace.wait(service, status(0, "False"), status(1, "False"))).isZero();
  }

  private static Duration seconds(int number) {
    return Duration.ofSeconds(number);
  }

  private static RealtimeServiceStatus status(int replicas, String ready) {
    return with(replicas, condition("Ready", ready));
  }

  private static RealtimeServiceStatus with(int replicas, Condition condition) {
    return new RealtimeServiceStatus(
        1L,
        replicas,
        0,
        0,
        "app=a",
        null,
        null,
        null,
        null,
        null,
        "a/b",
        List.of(condition),
        null,
        null,
        null,
        null);
  }

  private static Condition condition(String type, String status) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason("Reason" + status)
        .withMessage("whatever")
        .build();
  }
}
