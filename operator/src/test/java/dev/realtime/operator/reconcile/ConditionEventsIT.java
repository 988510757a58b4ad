package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ConditionEventsIT {
  private final Space space = new Space();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final ConditionEvents events = new ConditionEvents(now::get);
  private final RealtimeService service = space.createElsewhere("chat", Map.of());

  private static RealtimeServiceStatus ready(String status) {
    return Serialization.unmarshal(
            """
            apiVersion: realtime.dev/v1alpha1
            kind: RealtimeService
            metadata: {name: chat}
            status:
              conditions:
                - {type: Ready, status: "%s", reason: PodsMissing, message: a pod is missing, lastTransitionTime: "2026-01-01T00:00:00Z"}
            """
                .formatted(status),
            RealtimeService.class)
        .getStatus();
  }

  private void fails() {
    events.tell(space.client(), service, ready("True"), ready("False"));
  }

  private List<Event> written() {
    return space.client().v1().events().inNamespace(space.name()).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals("chat"))
        .toList();
  }

  @Test
  void whatComesBackIsCountedUp() {
    fails();
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(30)));
    fails();
    assertThat(written()).extracting(Event::getCount).containsExactly(2);
  }

  @Test
  void whatComesBackAfterKubernetesHasForgottenTheEventIsToldAnew() {
    fails();
    space.client().v1().events().inNamespace(space.name()).delete();
    now.updateAndGet(before -> before.plus(Duration.ofHours(2)));
    fails();
    assertThat(written()).extracting(Event::getReason).containsExactly("PodsMissing");
  }
}
