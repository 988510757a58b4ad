package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** When failures on the server's side count as a symptom. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.recoverPercent < self.percent",
    message = "recoverPercent must be below percent, or the symptom would never end")
public record ErrorRateThreshold(
    @JsonPropertyDescription(
            "Share of requests that fail on the server's side, in percent, above which the rate is too high.")
        @Default("" + ErrorRateThreshold.PERCENT)
        @Min(1) @Max(100) Integer percent,
    @JsonPropertyDescription("Share below which it has recovered. Must be below percent.")
        @Default("" + ErrorRateThreshold.RECOVER_PERCENT)
        @Min(0) @Max(99) Integer recoverPercent,
    @JsonPropertyDescription(
            "Requests seen within the hold time below which no rate is judged: one error in three requests is no outage.")
        @Default("" + ErrorRateThreshold.MIN_REQUESTS)
        @Min(1) @Max(1000000) Integer minRequests,
    @JsonPropertyDescription("How long the rate must stay too high before the symptom fires.")
        @Default("" + ErrorRateThreshold.HOLD_SECONDS)
        @Min(5) @Max(3600) Integer holdSeconds) {
  static final int PERCENT = 5;
  static final int RECOVER_PERCENT = 2;
  static final int MIN_REQUESTS = 20;
  static final int HOLD_SECONDS = 60;

  public ErrorRateThreshold {
    percent = percent == null ? PERCENT : percent;
    recoverPercent = recoverPercent == null ? RECOVER_PERCENT : recoverPercent;
    minRequests = minRequests == null ? MIN_REQUESTS : minRequests;
    holdSeconds = holdSeconds == null ? HOLD_SECONDS : holdSeconds;
  }
}
