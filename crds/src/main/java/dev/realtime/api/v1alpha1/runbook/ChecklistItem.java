package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of the on-call checklist. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChecklistItem(
    @JsonPropertyDescription("What was looked at.") @Required Check check,
    @JsonPropertyDescription("What came of it.") @Required CheckVerdict verdict,
    @JsonPropertyDescription("The figures behind the verdict, or why it could not be measured.")
        @Required
        @Size(max = 1024) String evidence,
    @JsonPropertyDescription("Since when the verdict stands.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription(
            "When the evidence was taken. It still holds, but for figures that wander a little.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant checkedAt,
    @JsonPropertyDescription("Where to look further, from spec.monitoring.links.")
        @Nullable String link) {}
