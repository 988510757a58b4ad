package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** When the service counts as overloaded. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.recoverPercent < self.connectionsPercent",
    message = "recoverPercent must be below connectionsPercent, or the symptom would never end")
public record OverloadThreshold(
    @JsonPropertyDescription(
            "Share of the connection limit, over all ready pods, at which the service is full.")
        @Default("" + OverloadThreshold.CONNECTIONS_PERCENT)
        @Min(10) @Max(100) Integer connectionsPercent,
    @JsonPropertyDescription(
            "Share below which it has recovered. Must be below connectionsPercent.")
        @Default("" + OverloadThreshold.RECOVER_PERCENT)
        @Min(1) @Max(99) Integer recoverPercent,
    @JsonPropertyDescription(
            "Clients turned away for lack of room, per second over all pods, at which the service is overloaded.")
        @Default("" + OverloadThreshold.SHED_PER_SECOND)
        @Min(1) @Max(1000000) Integer shedPerSecond,
    @JsonPropertyDescription("How long it must stay overloaded before the symptom fires.")
        @Default("" + OverloadThreshold.HOLD_SECONDS)
        @Min(5) @Max(3600) Integer holdSeconds) {
  static final int CONNECTIONS_PERCENT = 95;
  static final int RECOVER_PERCENT = 80;
  static final int SHED_PER_SECOND = 1;
  static final int HOLD_SECONDS = 15;

  public OverloadThreshold {
    connectionsPercent = connectionsPercent == null ? CONNECTIONS_PERCENT : connectionsPercent;
    recoverPercent = recoverPercent == null ? RECOVER_PERCENT : recoverPercent;
    shedPerSecond = shedPerSecond == null ? SHED_PER_SECOND : shedPerSecond;
    holdSeconds = holdSeconds == null ? HOLD_SECONDS : holdSeconds;
  }
}
