package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The incident the service is in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IncidentStatus(
    @JsonPropertyDescription("The RunbookRun that tells all of it.") @Required String run,
    @JsonPropertyDescription("What is seen. Left out for a manual procedure.")
        @Nullable Symptom symptom,
    @JsonPropertyDescription("Why, as far as is known.") @Nullable Cause cause,
    @JsonPropertyDescription("What is being done, if anything.") @Nullable Action action,
    @JsonPropertyDescription("Where the run stands.") @Required RunState state,
    @JsonPropertyDescription("Since when.") @Required @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("All of it in one sentence.") @Required @Size(max = 1024) String message) {}
