package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a Redis: the highest of the last five to ten minutes, rounded up to 1, 2, 5,
 * 10, 20, 50 and so on, so that the status is written seldom. The exact figures are in the
 * operator's metrics, {@code realtime_operator_redis_*}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisFigures(
    @JsonPropertyDescription(
            "Time in which PING was answered, in milliseconds: the longest of the last minutes,"
                + " rounded up; 10 stands for all that is less. Left out: not known.")
        @Min(0) @Nullable Integer pingMillis,
    @JsonPropertyDescription(
            "Time in which a publication came back through a subscription, in milliseconds, as"
                + " pingMillis. Left out: not known.")
        @Min(0) @Nullable Integer roundTripMillis,
    @JsonPropertyDescription(
            "How long ago the furthest replica had said how far it is, in seconds: the longest of"
                + " the last minutes, rounded up; 2 stands for all that is less. Left out: no"
                + " replica is in sync, or not known.")
        @Min(0) @Nullable Integer replicationLagSeconds,
    @JsonPropertyDescription(
            "Keys evicted for lack of memory, per second: the most of the last minutes, rounded"
                + " up. Left out: not known.")
        @Min(0) @Nullable Integer evictedPerSecond,
    @JsonPropertyDescription(
            "Writes refused for lack of memory, per second: the most of the last minutes, rounded"
                + " up. Left out: not known.")
        @Min(0) @Nullable Integer rejectedWritesPerSecond,
    @JsonPropertyDescription(
            "Connections refused because maxclients was reached, per second: the most of the last"
                + " minutes, rounded up. Left out: not known.")
        @Min(0) @Nullable Integer rejectedConnectionsPerSecond) {}
