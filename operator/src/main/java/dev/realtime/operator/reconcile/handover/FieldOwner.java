package dev.realtime.operator.reconcile.handover;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Who wrote a field last, according to the object's managed fields. */
public final class FieldOwner {
  private FieldOwner() {}

  /** The manager that set the field last, like kubectl; empty if none is recorded. */
  public static Optional<String> of(HasMetadata object, String group, String field) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> owns(entry, group, field))
        .max(Comparator.comparing(entry -> entry.getTime() == null ? "" : entry.getTime()))
        .map(ManagedFieldsEntry::getManager);
  }

  private static boolean owns(ManagedFieldsEntry entry, String group, String field) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:" + group)
            instanceof Map<?, ?> fields
        && fields.containsKey("f:" + field);
  }
}
