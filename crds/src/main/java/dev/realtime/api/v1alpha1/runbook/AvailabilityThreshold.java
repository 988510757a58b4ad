package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** When the service counts as down. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AvailabilityThreshold(
    @JsonPropertyDescription(
            "How long there must be no ready endpoint, or no successful connection of the synthetic client, before the symptom fires.")
        @Default("" + AvailabilityThreshold.HOLD_SECONDS)
        @Min(5) @Max(3600) Integer holdSeconds,
    @JsonPropertyDescription(
            "Failed connections of the synthetic client in a row that are needed, besides the hold time.")
        @Default("" + AvailabilityThreshold.MIN_PROBES)
        @Min(1) @Max(100) Integer minProbes) {
  static final int HOLD_SECONDS = 30;
  static final int MIN_PROBES = 3;

  public AvailabilityThreshold {
    holdSeconds = holdSeconds == null ? HOLD_SECONDS : holdSeconds;
    minProbes = minProbes == null ? MIN_PROBES : minProbes;
  }
}
