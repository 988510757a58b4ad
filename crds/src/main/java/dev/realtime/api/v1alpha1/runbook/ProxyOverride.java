package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the server's proxies treat calls that lead to one dependency. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProxyOverride(
    @JsonPropertyDescription("Name of the dependency.") @Required String dependency,
    @JsonPropertyDescription("The proxies it applies to. Empty: all of them.") @Size(max = 5) List<Proxy> proxies,
    @JsonPropertyDescription("Most calls in flight per proxy and pod.") @Min(1) @Nullable Integer concurrency,
    @JsonPropertyDescription("How long answers may be reused.") @Min(1) @Nullable Integer cacheSeconds,
    @JsonPropertyDescription("Whether the circuit opens at the first failed call.")
        @Nullable Boolean circuitOpen,
    @JsonPropertyDescription("The RunbookRun that asked for it.") @Required String run,
    @JsonPropertyDescription("Since when it holds.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Generation of the spec it was made for. A newer one drops it.")
        @Required
        Long generation) {
  public ProxyOverride {
    proxies = proxies == null ? List.of() : List.copyOf(proxies);
  }
}
