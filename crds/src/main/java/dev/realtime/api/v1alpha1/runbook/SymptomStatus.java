package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A symptom that is not simply absent. Kept in status so that a new leader goes on counting where
 * the old one stopped.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SymptomStatus(
    @JsonPropertyDescription("The symptom.") @Required Symptom symptom,
    @JsonPropertyDescription("How far it is.") @Required SymptomPhase phase,
    @JsonPropertyDescription("Since when it is in this phase.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("When it was first seen, if it was seen.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant suspectedAt,
    @JsonPropertyDescription("When it had held long enough, if it has.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant firedAt,
    @JsonPropertyDescription("The figures, or why it cannot be measured.")
        @Required
        @Size(max = 512) String figures) {}
