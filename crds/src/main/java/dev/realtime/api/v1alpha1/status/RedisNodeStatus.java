package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One Redis. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisNodeStatus(
    @JsonPropertyDescription("host:port.") @Required @Size(max = 512) String address,
    @JsonPropertyDescription("master or replica. Left out: unknown.") @Size(max = 16) @Nullable String role,
    @JsonPropertyDescription("How it is.") @Required RedisVerdict verdict,
    @JsonPropertyDescription("Why, where it is not Healthy.") @Size(max = 512) @Nullable String message) {}
