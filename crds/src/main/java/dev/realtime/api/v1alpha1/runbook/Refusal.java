package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a guard held an action back. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refusal(
    @JsonPropertyDescription("Name of the guard.") @Required @Size(max = 64) String guard,
    @JsonPropertyDescription("The action it held back.") @Required Action action,
    @JsonPropertyDescription("Why, with the figures.") @Required @Size(max = 1024) String reason,
    @JsonPropertyDescription("Since when.") @Required @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant at,
    @JsonPropertyDescription("When it will let go by itself, if that is known.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant until) {}
