package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How channel names are read. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChannelNameSettings(
    @JsonPropertyDescription("Longest name, in characters; beyond, 107. Default: 255.")
        @Min(1) @Max(4096) @Nullable Integer maxLength,
    @JsonPropertyDescription(
            "Ends the namespace: with : channel chat:42 is in namespace chat. Default: :.")
        @Size(max = 1024) @Pattern("^(.)$") @Nullable String namespaceBoundary,
    @JsonPropertyDescription(
            "Begins the list of users that may subscribe: with # channel dialog#12,42 is for users 12 and 42 alone. Default: #.")
        @Size(max = 1024) @Pattern("^(.)$") @Nullable String userBoundary,
    @JsonPropertyDescription("Separates those users. Default: ,.")
        @Size(max = 1024) @Pattern("^(.)$") @Nullable String userSeparator,
    @JsonPropertyDescription(
            "Begins private channels, open to holders of a subscription token alone. Default: $.")
        @Size(max = 1024) @Pattern("^(.)$") @Nullable String privatePrefix) {}
