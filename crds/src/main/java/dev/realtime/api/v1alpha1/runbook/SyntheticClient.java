package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/**
 * A client of the operator's own, which connects through the Service like any other, subscribes,
 * publishes and waits for its own message.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SyntheticClient(
    @JsonPropertyDescription("Whether it runs.") @Default("true") Boolean enabled,
    @JsonPropertyDescription("Time between two probes.")
        @Default("" + SyntheticClient.INTERVAL_SECONDS)
        @Min(1) @Max(3600) Integer intervalSeconds,
    @JsonPropertyDescription("Time for the whole probe after which it has failed.")
        @Default("" + SyntheticClient.TIMEOUT_MILLIS)
        @Min(100) @Max(60000) Integer timeoutMillis,
    @JsonPropertyDescription("Channel it uses. Must allow subscribing and publishing by clients.")
        @Default(SyntheticClient.CHANNEL)
        @Size(min = 1, max = 255) String channel) {
  static final int INTERVAL_SECONDS = 5;
  static final int TIMEOUT_MILLIS = 3000;
  static final String CHANNEL = "realtime-operator-probe";

  public SyntheticClient {
    enabled = enabled == null ? true : enabled;
    intervalSeconds = intervalSeconds == null ? INTERVAL_SECONDS : intervalSeconds;
    timeoutMillis = timeoutMillis == null ? TIMEOUT_MILLIS : timeoutMillis;
    channel = channel == null ? CHANNEL : channel;
  }
}
