package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One action as it was carried out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunStep(
    @JsonPropertyDescription("Index of the rung in the plan.") @Required @Min(0) Integer rung,
    @JsonPropertyDescription("What was done.") @Required Action action,
    @JsonPropertyDescription("With what.") ActionParameters parameters,
    @JsonPropertyDescription("What came of it.") @Required StepOutcome outcome,
    @JsonPropertyDescription("When the intent was written, before anything was touched.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant intendedAt,
    @JsonPropertyDescription("When it had been applied.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant appliedAt,
    @JsonPropertyDescription("When its outcome was known.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant finishedAt,
    @JsonPropertyDescription("Figures, or the reason of a refusal or failure.") @Size(max = 1024) @Nullable String message,
    @JsonPropertyDescription("How to undo it by hand.") @Size(max = 512) @Nullable String wayBack) {
  public RunStep {
    parameters = parameters == null ? ActionParameters.none() : parameters;
  }

  /** True when nothing about this step changes any more. */
  @JsonIgnore
  public boolean finished() {
    return finishedAt != null;
  }
}
