package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How much the runbook may do before it stops and calls a person. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Budget(
    @JsonPropertyDescription(
            "Actions on this service within any hour, over all incidents. Escalation and giving back do not count.")
        @Default("" + Budget.ACTIONS_PER_HOUR)
        @Min(1) @Max(60) Integer actionsPerHour,
    @JsonPropertyDescription("Actions within one incident.")
        @Default("" + Budget.ACTIONS_PER_INCIDENT)
        @Min(1) @Max(20) Integer actionsPerIncident) {
  static final int ACTIONS_PER_HOUR = 6;
  static final int ACTIONS_PER_INCIDENT = 4;

  public Budget {
    actionsPerHour = actionsPerHour == null ? ACTIONS_PER_HOUR : actionsPerHour;
    actionsPerIncident = actionsPerIncident == null ? ACTIONS_PER_INCIDENT : actionsPerIncident;
  }
}
