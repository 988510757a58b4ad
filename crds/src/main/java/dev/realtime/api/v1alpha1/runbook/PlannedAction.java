package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One rung of the ladder. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedAction(
    @JsonPropertyDescription("What would be done.") @Required Action action,
    @JsonPropertyDescription("With what.") ActionParameters parameters,
    @JsonPropertyDescription("Why this, in one sentence.") @Required @Size(max = 1024) String why) {
  public PlannedAction {
    parameters = parameters == null ? ActionParameters.none() : parameters;
  }
}
