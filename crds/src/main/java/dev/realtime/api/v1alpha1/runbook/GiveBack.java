package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How replicas added by the runbook are taken away again after the incident. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GiveBack(
    @JsonPropertyDescription(
            "How long the service must have been well before the first replica is given back.")
        @Default("" + GiveBack.AFTER_SECONDS)
        @Min(60) @Max(86400) Integer afterSeconds,
    @JsonPropertyDescription("Time between two steps.")
        @Default("" + GiveBack.EVERY_SECONDS)
        @Min(30) @Max(86400) Integer everySeconds,
    @JsonPropertyDescription("Replicas given back in one step.")
        @Default("" + GiveBack.REPLICAS)
        @Min(1) @Max(100) Integer replicas) {
  static final int AFTER_SECONDS = 600;
  static final int EVERY_SECONDS = 120;
  static final int REPLICAS = 1;

  public GiveBack {
    afterSeconds = afterSeconds == null ? AFTER_SECONDS : afterSeconds;
    everySeconds = everySeconds == null ? EVERY_SECONDS : everySeconds;
    replicas = replicas == null ? REPLICAS : replicas;
  }
}
