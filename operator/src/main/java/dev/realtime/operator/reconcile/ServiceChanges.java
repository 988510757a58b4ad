package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.List;
import java.util.Objects;

/**
 * Which changes of a service have it reconciled: those by people, and what the runbook writes for
 * the reconciler. The reconciler's own status, and the runbook's figures, are no news to it.
 */
public final class ServiceChanges implements OnUpdateFilter<RealtimeService> {
  @Override
  public boolean accept(RealtimeService now, RealtimeService before) {
    return !Objects.equals(now.getSpec(), before.getSpec())
        || ObjectChanges.metadata(now, before)
        || runbook(now.statusOrEmpty(), before.statusOrEmpty())
        || !statusWriters(now.getMetadata()).equals(statusWriters(before.getMetadata()));
  }

  private static boolean runbook(RealtimeServiceStatus now, RealtimeServiceStatus before) {
    return !Objects.equals(now.overrides(), before.overrides())
        || (now.incident() == null) != (before.incident() == null)
        || Revisions.suspected(now) != Revisions.suspected(before);
  }

  /**
   * Others that have written into the status, and when: what they wrote is not left there. The
   * names of the operator's own field managers, the runbook's too, all begin alike.
   */
  private static List<String> statusWriters(ObjectMeta metadata) {
    return metadata.getManagedFields().stream()
        .filter(entry -> "status".equals(entry.getSubresource()))
        .filter(entry -> !String.valueOf(entry.getManager()).startsWith(Names.FIELD_MANAGER))
        .map(ServiceChanges::text)
        .toList();
  }

  private static String text(ManagedFieldsEntry entry) {
    return entry.getManager() + " " + entry.getTime() + " " + entry.getFieldsV1();
  }
}
