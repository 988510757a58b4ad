package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One Gateway. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayReference(
    @JsonPropertyDescription("Name of the Gateway.") @Required @Size(min = 1, max = 253) String name,
    @JsonPropertyDescription("Its namespace. Left out: that of the service.")
        @Size(min = 1, max = 63) @Nullable String namespace,
    @JsonPropertyDescription("Its listener. Left out: all that fit.") @Size(min = 1, max = 253) @Nullable String sectionName) {}
