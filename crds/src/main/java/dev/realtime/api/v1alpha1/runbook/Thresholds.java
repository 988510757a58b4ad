package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** What counts as a symptom, and what as its cause. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Thresholds(
    @JsonPropertyDescription("Failures on the server's side.") ErrorRateThreshold errorRate,
    @JsonPropertyDescription("Latency.") LatencyThreshold latency,
    @JsonPropertyDescription("Availability.") AvailabilityThreshold availability,
    @JsonPropertyDescription("Overload.") OverloadThreshold overload,
    @JsonPropertyDescription("Figures above which something counts as the cause of a symptom.")
        CauseThreshold causes,
    @JsonPropertyDescription(
            "How long a symptom must be gone before the incident is over. Keeps a flapping signal from being many incidents.")
        @Default("" + Thresholds.RECOVER_SECONDS)
        @Min(5) @Max(3600) Integer recoverSeconds) {
  static final int RECOVER_SECONDS = 30;
  private static final ErrorRateThreshold DEFAULT_ERROR_RATE =
      new ErrorRateThreshold(
          ErrorRateThreshold.PERCENT,
          ErrorRateThreshold.RECOVER_PERCENT,
          ErrorRateThreshold.MIN_REQUESTS,
          ErrorRateThreshold.HOLD_SECONDS);
  private static final LatencyThreshold DEFAULT_LATENCY =
      new LatencyThreshold(
          LatencyThreshold.P95_MILLIS,
          LatencyThreshold.RECOVER_MILLIS,
          LatencyThreshold.MIN_SAMPLES,
          LatencyThreshold.HOLD_SECONDS);
  private static final AvailabilityThreshold DEFAULT_AVAILABILITY =
      new AvailabilityThreshold(
          AvailabilityThreshold.HOLD_SECONDS, AvailabilityThreshold.MIN_PROBES);
  private static final OverloadThreshold DEFAULT_OVERLOAD =
      new OverloadThreshold(
          OverloadThreshold.CONNECTIONS_PERCENT,
          OverloadThreshold.RECOVER_PERCENT,
          OverloadThreshold.SHED_PER_SECOND,
          OverloadThreshold.HOLD_SECONDS);
  private static final CauseThreshold DEFAULT_CAUSES =
      new CauseThreshold(
          CauseThreshold.CPU_PERCENT,
          CauseThreshold.MEMORY_PERCENT,
          CauseThreshold.REDIS_MEMORY_PERCENT,
          CauseThreshold.REDIS_MILLIS,
          CauseThreshold.DATABASE_CONNECTIONS_PERCENT,
          CauseThreshold.DEPENDENCY_MILLIS,
          CauseThreshold.ROLLOUT_SECONDS);

  public Thresholds {
    errorRate = errorRate == null ? DEFAULT_ERROR_RATE : errorRate;
    latency = latency == null ? DEFAULT_LATENCY : latency;
    availability = availability == null ? DEFAULT_AVAILABILITY : availability;
    overload = overload == null ? DEFAULT_OVERLOAD : overload;
    causes = causes == null ? DEFAULT_CAUSES : causes;
    recoverSeconds = recoverSeconds == null ? RECOVER_SECONDS : recoverSeconds;
  }

  /** The thresholds of a service whose spec names none. */
  public static Thresholds defaults() {
    return new Thresholds(
        DEFAULT_ERROR_RATE,
        DEFAULT_LATENCY,
        DEFAULT_AVAILABILITY,
        DEFAULT_OVERLOAD,
        DEFAULT_CAUSES,
        RECOVER_SECONDS);
  }
}
