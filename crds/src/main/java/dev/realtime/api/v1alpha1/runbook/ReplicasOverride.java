package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;

/**
 * At least so many replicas. With an autoscaler it raises the minimum, and the maximum where that
 * is lower.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicasOverride(
    @JsonPropertyDescription("The least number of replicas.") @Required @Min(1) @Max(1000) Integer floor,
    @JsonPropertyDescription("Replicas there were before.") @Required @Min(0) Integer before,
    @JsonPropertyDescription("When the floor was last changed.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant steppedAt,
    @JsonPropertyDescription("The RunbookRun that asked for it.") @Required String run,
    @JsonPropertyDescription("Since when it holds.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Generation of the spec it was made for. A newer one drops it.")
        @Required
        Long generation) {}
