package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Maintenance mode: new clients get 503 with Retry-After, and nothing is restarted for it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Maintenance(
    @JsonPropertyDescription(
            "Whether it is on. A change of this field is written to MAINTENANCE_MODE in the ConfigMap <name>-config; between changes that key belongs to whoever set it last.")
        @Default("false")
        Boolean enabled,
    @JsonPropertyDescription(
            "What happens to clients that are connected: Keep (nothing), Freeze (they may not publish), Drain (closed one after the other).")
        @Default("Keep")
        ExistingClients existing,
    @JsonPropertyDescription(
            "Retry-After of refused connections, in seconds, spread up to twice of it.")
        @Default("" + Maintenance.RETRY_AFTER_SECONDS)
        @Min(1) @Max(86400) Integer retryAfterSeconds,
    @JsonPropertyDescription("Body of the 503. Left out: {\"error\":\"maintenance\"}.")
        @Size(max = 16384) @Nullable String body,
    @JsonPropertyDescription("Content type of that body. Left out: application/json.")
        @Size(max = 100) @Pattern("^[-a-zA-Z0-9+./; =]{1,100}$") @Nullable String bodyType,
    @JsonPropertyDescription(
            "JSON sent to connected clients when maintenance begins. Left out: nothing is sent.")
        @Size(max = 4096) @Nullable String message,
    @JsonPropertyDescription(
            "Time over which existing: Drain spreads the closes, in seconds. Left out: 30.")
        @Min(0) @Max(3600) @Nullable Integer drainSeconds) {
  static final int RETRY_AFTER_SECONDS = 30;

  public Maintenance {
    enabled = enabled == null ? false : enabled;
    existing = existing == null ? ExistingClients.KEEP : existing;
    retryAfterSeconds = retryAfterSeconds == null ? RETRY_AFTER_SECONDS : retryAfterSeconds;
  }

  /** Maintenance of a service whose spec names none: off. */
  public static Maintenance off() {
    return new Maintenance(
        false, ExistingClients.KEEP, RETRY_AFTER_SECONDS, null, null, null, null);
  }
}
