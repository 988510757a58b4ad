package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the server's proxies treat one dependency. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProxyOverride(
    @JsonPropertyDescription("Name of the dependency.") @Required String dependency,
    @JsonPropertyDescription("Most calls in flight per pod.") @Min(1) @Nullable Integer concurrency,
    @JsonPropertyDescription("How long answers may be reused.") @Min(1) @Nullable Integer cacheSeconds,
    @JsonPropertyDescription("Whether calls are refused at once.") @Nullable Boolean circuitOpen,
    @JsonPropertyDescription("The RunbookRun that asked for it.") @Required String run,
    @JsonPropertyDescription("Since when it holds.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Generation of the spec it was made for. A newer one drops it.")
        @Required
        Long generation) {}
