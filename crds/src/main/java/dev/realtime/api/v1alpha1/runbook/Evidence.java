package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** One piece of evidence. Bounded in size; secrets are redacted. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(
    @JsonPropertyDescription(
            "Where it comes from: metrics, a pod, Redis, a dependency, the rollout history.")
        @Required
        @Size(max = 128) String source,
    @JsonPropertyDescription("When it was taken.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant at,
    @JsonPropertyDescription("What it says.") @Required @Size(max = 2048) String text) {}
