package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;

/** A restart of the pods: the time stands as an annotation on the pod template. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestartOverride(
    @JsonPropertyDescription("The time stamp.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant at,
    @JsonPropertyDescription("The RunbookRun that asked for it.") @Required String run,
    @JsonPropertyDescription("Since when it holds.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Generation of the spec it was made for. A newer one drops it.")
        @Required
        Long generation) {}
