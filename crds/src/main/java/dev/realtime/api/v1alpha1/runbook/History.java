package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How long records of finished runs are kept. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record History(
    @JsonPropertyDescription("Finished runs kept for each service.")
        @Default("" + History.RUNS)
        @Min(5) @Max(1000) Integer runs,
    @JsonPropertyDescription(
            "Days after which a finished run is deleted. A run is never deleted within an hour of its last action: the budget is counted from it.")
        @Default("" + History.DAYS)
        @Min(1) @Max(3650) Integer days) {
  static final int RUNS = 50;
  static final int DAYS = 30;

  public History {
    runs = runs == null ? RUNS : runs;
    days = days == null ? DAYS : days;
  }
}
