package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An approval as the operator took it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantedApproval(
    @JsonPropertyDescription("Hash of the plan.") @Required @Size(max = 64) String plan,
    @JsonPropertyDescription("Who.") @Required @Size(max = 253) String by,
    @JsonPropertyDescription("Tool the approval was written with, from the managed fields.")
        @Size(max = 253) @Nullable String with,
    @JsonPropertyDescription("When, from the managed fields where they say so.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant at,
    @JsonPropertyDescription("False when the plan was outdated.") @Required Boolean accepted) {}
