package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Higher limits for the server's container. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitOverride(
    @JsonPropertyDescription("Memory limit and request.") @Nullable Quantity memory,
    @JsonPropertyDescription("CPU limit.") @Nullable Quantity cpu,
    @JsonPropertyDescription("The RunbookRun that asked for it.") @Required String run,
    @JsonPropertyDescription("Since when it holds.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Generation of the spec it was made for. A newer one drops it.")
        @Required
        Long generation) {}
