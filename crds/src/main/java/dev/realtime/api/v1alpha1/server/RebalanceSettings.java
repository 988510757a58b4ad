package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How clients spread over pods that were added. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RebalanceSettings(
    @JsonPropertyDescription(
            "Clients a second that a pod with more than its share closes with 3011 after a pod was added, so that they spread; 0: none. At 10 a second, 5,000 move in 8 minutes and no second costs more than 10 reconnects. Default: 10.")
        @Min(0) @Max(100000) @Nullable Integer rate,
    @JsonPropertyDescription(
            "Surplus over the mean of all pods that is left alone, as a share of the mean; random spreading alone leaves some. Default: 0.2.")
        @Min(0) @Max(10) @Nullable Double tolerance,
    @JsonPropertyDescription(
            "Surplus in clients that is left alone whatever its share: not worth a reconnect. Default: 100.")
        @Min(1) @Max(1000000) @Nullable Integer least) {}
