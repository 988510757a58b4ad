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
    @JsonPropertyDescription(
            "What was measured of the one that takes commands; of several, the worst. Left out: it"
                + " does not answer.")
        @Nullable RedisFigures figures,
    @JsonPropertyDescription(
            "The newest entries of the slow log, read anew once a minute. Empty: nothing was slow"
                + " (managed Redis: 10 ms or more), or not known.")
        @Size(max = 5) List<RedisSlowCommand> slowLog,
    @JsonPropertyDescription("Each Redis that is watched.") @Size(max = 50) List<RedisNodeStatus> nodes) {

  public RedisStatus {
    slowLog = slowLog == null ? List.of() : List.copyOf(slowLog);
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
  }

  /** Of a Redis of which nothing but that is known. */
  public static RedisStatus only(RedisVerdict verdict, @Nullable String message) {
    return new RedisStatus(verdict, message, null, null, null, null, List.of(), List.of());
  }
}
