package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How the connection of one client behaves. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.pingInterval) || !has(self.pongTimeout) || duration(self.pongTimeout) < duration(self.pingInterval)",
    message = "pongTimeout must be below pingInterval, or pings overtake each other")
public record ClientSettings(
    @JsonPropertyDescription(
            "How often clients are pinged. Load balancers commonly cut connections idle for 60 s; 25 s leaves room for one lost ping. Default: 25s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('10m')",
            message = "pingInterval must be between 1s and 10m")
        @Nullable String pingInterval,
    @JsonPropertyDescription(
            "A client that has not answered a ping in this time is closed with 3012. Default: 8s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('500ms') && duration(self) <= duration('5m')",
            message = "pongTimeout must be between 500ms and 5m")
        @Nullable String pongTimeout,
    @JsonPropertyDescription(
            "A connection without a connect command in this time is closed with 3502. Default: 10s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('100ms') && duration(self) <= duration('5m')",
            message = "connectTimeout must be between 100ms and 5m")
        @Nullable String connectTimeout,
    @JsonPropertyDescription(
            "An HTTP request has to be complete in this time; ends slow-loris attacks. Default: 10s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('100ms') && duration(self) <= duration('5m')",
            message = "handshakeTimeout must be between 100ms and 5m")
        @Nullable String handshakeTimeout,
    @JsonPropertyDescription(
            "How often the position of a quiet recoverable subscription is compared with the broker's, spread at random by a quarter. Default: 40s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('1h')",
            message = "positionCheckInterval must be between 1s and 1h")
        @Nullable String positionCheckInterval,
    @JsonPropertyDescription(
            "How long presence lasts without renewal; it is renewed after 0.45 of it. Default: 60s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('1h')",
            message = "presenceTtl must be between 1s and 1h")
        @Nullable String presenceTtl,
    @JsonPropertyDescription(
            "Close connections of this age with 3011 so that load spreads over new nodes, spread at random by a quarter; 0: never. Default: 0.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('8760h')",
            message = "maxAge must be between 0s and 8760h")
        @Nullable String maxAge) {}
