package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** What survives a restart of a managed Redis. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.mode == 'AppendOnly' || (!has(self.size) && !has(self.storageClassName))",
    message = "size and storageClassName are for mode AppendOnly")
@ValidationRule(
    value =
        "has(self.size) == has(oldSelf.size) && (!has(self.size) || string(self.size) == string(oldSelf.size))",
    message =
        "size cannot be changed: resize the PersistentVolumeClaim where its class allows that")
@ValidationRule(
    value =
        "has(self.storageClassName) == has(oldSelf.storageClassName) && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)",
    message = "storageClassName cannot be changed")
public record Persistence(
    @JsonPropertyDescription(
            "None: memory only; a restart of Redis forgets history. AppendOnly: every write is logged to a volume, synced once a second.")
        @Default("None")
        PersistenceMode mode,
    @JsonPropertyDescription("Size of each volume. Left out: 1Gi.")
        @ValidationRule(
            value =
                "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('16Mi')) >= 0",
            message = "size must be a quantity of at least 16Mi")
        @Nullable Quantity size,
    @JsonPropertyDescription("Class of the volumes. Left out: the cluster's default.")
        @Size(min = 1, max = 253) @Nullable String storageClassName) {
  static final String SIZE = "1Gi";

  public Persistence {
    mode = mode == null ? PersistenceMode.NONE : mode;
  }

  /** Nothing survives. */
  public static Persistence none() {
    return new Persistence(PersistenceMode.NONE, null, null);
  }

  /** Whether there is a volume. */
  public boolean durable() {
    return mode == PersistenceMode.APPEND_ONLY;
  }

  /** Size of each volume. */
  public Quantity sizeOrDefault() {
    return size == null ? Quantity.parse(SIZE) : size;
  }
}
