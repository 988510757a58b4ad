package dev.realtime.operator.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the controller of StatefulSets tells when the API server refuses a pod. */
public final class FailedCreate {
  private FailedCreate() {}

  /** The Event, told now. */
  public static Event event(StatefulSet set, String message) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(set.getMetadata().getName() + ".")
        .withNamespace(set.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion("apps/v1")
        .withKind("StatefulSet")
        .withNamespace(set.getMetadata().getNamespace())
        .withName(set.getMetadata().getName())
        .withUid(set.getMetadata().getUid())
        .endInvolvedObject()
        .withType("Warning")
        .withReason("FailedCreate")
        .withMessage(message)
        .withNewSource()
        .withComponent("statefulset-controller")
        .endSource()
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .build();
  }
}
