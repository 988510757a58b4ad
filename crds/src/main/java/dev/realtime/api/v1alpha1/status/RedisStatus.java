package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator's own connection to Redis sees. Written when the verdict or a rounded figure
 * changes; the exact figures are in the operator's metrics.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisStatus(
    @JsonPropertyDescription("All of it in one word.") @Required RedisVerdict verdict,
    @JsonPropertyDescription("Why, where it is not Healthy.") @Size(max = 1024) @Nullable String message,
    @JsonPropertyDescription("Address of the master, as the Sentinels or the spec say.")
        @Size(max = 512) @Nullable String master,
    @JsonPropertyDescription("Replicas connected to the master.")
        @Nullable Integer connectedReplicas,
    @JsonPropertyDescription("Memory in use, in percent of maxmemory, rounded to 5.")
        @Nullable Integer memoryPercent,
    @JsonPropertyDescription("Each Redis that is watched.") @Size(max = 50) List<RedisNodeStatus> nodes) {

  public RedisStatus {
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
  }
}
