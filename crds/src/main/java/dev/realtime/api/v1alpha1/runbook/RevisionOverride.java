package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An earlier revision that is rendered in place of what the spec says. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionOverride(
    @JsonPropertyDescription("Name of the revision, as in status.lastKnownGood.")
        @Required
        @Size(max = 253) String revision,
    @JsonPropertyDescription("Image of that revision. Left out: the spec's own image stays.")
        @Size(max = 512) @Nullable String image,
    @JsonPropertyDescription("ConfigMap with the configuration of that revision.") @Size(max = 253) @Nullable String configuration,
    @JsonPropertyDescription("The RunbookRun that asked for it.") @Required String run,
    @JsonPropertyDescription("Since when it holds.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Generation of the spec it was made for. A newer one drops it.")
        @Required
        Long generation) {}
