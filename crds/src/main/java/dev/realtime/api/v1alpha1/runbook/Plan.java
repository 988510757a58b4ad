package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;

/** An ordered ladder of actions. The next rung is only taken when the former did not help. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Plan(
    @JsonPropertyDescription("Identifies exactly this plan; what an approval must name.")
        @Required
        @Size(max = 64) String hash,
    @JsonPropertyDescription("When it was made.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant madeAt,
    @JsonPropertyDescription("The rungs, in order.") @Size(max = 20) List<PlannedAction> actions) {
  public Plan {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }
}
