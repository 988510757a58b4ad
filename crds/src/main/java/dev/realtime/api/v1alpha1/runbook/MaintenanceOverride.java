package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Maintenance mode, turned on or off against the spec. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MaintenanceOverride(
    @JsonPropertyDescription("Whether it is on.") @Required Boolean enabled,
    @JsonPropertyDescription("What clients are told.") @Size(max = 512) @Nullable String message,
    @JsonPropertyDescription("The RunbookRun that asked for it.") @Required String run,
    @JsonPropertyDescription("Since when it holds.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Generation of the spec it was made for. A newer one drops it.")
        @Required
        Long generation) {}
