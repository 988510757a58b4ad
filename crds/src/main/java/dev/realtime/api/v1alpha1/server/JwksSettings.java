package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A JWKS endpoint. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.refreshAfter) || !has(self.expireAfter) || duration(self.refreshAfter) <= duration(self.expireAfter)",
    message = "expireAfter must not be below refreshAfter, or keys expire before their renewal")
public record JwksSettings(
    @JsonPropertyDescription("Address of the key set; empty: no endpoint.")
        @Size(max = 2048) @Pattern("^((https?://[^\\s/]\\S*)?)$") @Nullable String url,
    @JsonPropertyDescription(
            "Age at which the set is fetched anew, in the background. Default: 10m.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('1s')",
            message = "refreshAfter must be at least 1s")
        @Nullable String refreshAfter,
    @JsonPropertyDescription(
            "Age until which keys are used while the endpoint does not answer. Default: 1h.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('1s')",
            message = "expireAfter must be at least 1s")
        @Nullable String expireAfter,
    @JsonPropertyDescription("Least time between two fetches. Default: 5s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('100ms')",
            message = "minInterval must be at least 100ms")
        @Nullable String minInterval,
    @JsonPropertyDescription("Longest wait for the endpoint's answer. Default: 2s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('10ms')",
            message = "timeout must be at least 10ms")
        @Nullable String timeout) {}
