package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.operator.guard.Guards;
import java.util.List;
import java.util.Map;

/** From the resource to what the runbook sees of it. */
public final class ServiceViews {
  private ServiceViews() {}

  /** Of its spec and metadata. */
  public static ServiceView of(RealtimeService service) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    return new ServiceView(
        service.getMetadata().getNamespace(),
        service.getMetadata().getName(),
        service.getMetadata().getUid(),
        service.getMetadata().getGeneration(),
        annotations != null && annotations.containsKey(Guards.PAUSE_ANNOTATION),
        service.getSpec().maintenance().enabled(),
        service.getSpec().runbook(),
        service.getSpec().dependencies(),
        service.getSpec().monitoring(),
        service.getSpec().notifications());
  }

  /** Of its status. */
  static StatusPart part(RealtimeService service) {
    RealtimeServiceStatus status = service.statusOrEmpty();
    return new StatusPart(
        status.checklist() == null ? List.of() : status.checklist(),
        status.incident(),
        status.symptoms() == null ? List.of() : status.symptoms(),
        status.overrides() == null ? Overrides.none() : status.overrides());
  }
}
