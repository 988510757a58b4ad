package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.Conditions;
import dev.realtime.operator.status.Reason;
import dev.realtime.operator.status.Verdict;
import dev.realtime.operator.status.Verdict.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The status of a service whose objects are left alone: as it was, with the pause in it. */
final class Pause {
  private Pause() {}

  static RealtimeServiceStatus status(RealtimeService service, String why, Instant now) {
    RealtimeServiceStatus before = StatusReport.withoutRunbook(service.statusOrEmpty());
    String type = ConditionType.PAUSED.word();
    List<Condition> paused =
        Conditions.of(
            List.of(
                new Verdict(
                    ConditionType.PAUSED,
                    Truth.TRUE,
                    Reason.PAUSED,
                    "Paused: %s. %s".formatted(why, Reason.PAUSED.remedy()))),
            before.conditions(),
            service.getMetadata().getGeneration(),
            now);
    List<Condition> conditions =
        Stream.concat(
                before.conditions().stream().filter(condition -> !condition.getType().equals(type)),
                paused.stream())
            .toList();
    return new RealtimeServiceStatus(
        before.observedGeneration(),
        before.replicas(),
        before.readyReplicas(),
        before.updatedReplicas(),
        before.selector(),
        before.scale(),
        before.connections(),
        before.redis(),
        before.revision(),
        before.lastKnownGood(),
        before.operator(),
        conditions,
        null,
        null,
        null,
        null);
  }
}
