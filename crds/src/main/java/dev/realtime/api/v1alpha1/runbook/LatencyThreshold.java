package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** When latency counts as a symptom. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.recoverMillis < self.p95Millis",
    message = "recoverMillis must be below p95Millis, or the symptom would never end")
public record LatencyThreshold(
    @JsonPropertyDescription(
            "95th percentile of the time a command takes, in milliseconds, above which latency is too high.")
        @Default("" + P95_MILLIS)
        @Min(1) @Max(600000) Integer p95Millis,
    @JsonPropertyDescription(
            "95th percentile below which it has recovered. Must be below p95Millis.")
        @Default("" + LatencyThreshold.RECOVER_MILLIS)
        @Min(1) @Max(600000) Integer recoverMillis,
    @JsonPropertyDescription(
            "Commands seen within half the hold time below which no percentile is judged.")
        @Default("" + LatencyThreshold.MIN_SAMPLES)
        @Min(1) @Max(1000000) Integer minSamples,
    @JsonPropertyDescription("How long latency must stay too high before the symptom fires.")
        @Default("" + LatencyThreshold.HOLD_SECONDS)
        @Min(5) @Max(3600) Integer holdSeconds) {
  static final int P95_MILLIS = 1000;
  static final int RECOVER_MILLIS = 700;
  static final int MIN_SAMPLES = 20;
  static final int HOLD_SECONDS = 120;

  public LatencyThreshold {
    p95Millis = p95Millis == null ? P95_MILLIS : p95Millis;
    recoverMillis = recoverMillis == null ? RECOVER_MILLIS : recoverMillis;
    minSamples = minSamples == null ? MIN_SAMPLES : minSamples;
    holdSeconds = holdSeconds == null ? HOLD_SECONDS : holdSeconds;
  }
}
