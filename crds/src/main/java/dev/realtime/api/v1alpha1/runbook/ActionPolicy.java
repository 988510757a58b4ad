package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** What the team says about one action. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActionPolicy(
    @JsonPropertyDescription("The action this is about.") @Required Action action,
    @JsonPropertyDescription(
            "How much of it the operator may do by itself. The stricter of this and the mode of the runbook counts. Left out: that of the runbook.")
        @Nullable RunbookMode mode,
    @JsonPropertyDescription(
            "How long the same action is not repeated on this service. Left out: the action's own default.")
        @Min(0) @Max(86400) @Nullable Integer coolDownSeconds,
    @JsonPropertyDescription(
            "How long the action may take to show its effect. Left out: the action's own default.")
        @Min(5) @Max(3600) @Nullable Integer verifySeconds) {}
