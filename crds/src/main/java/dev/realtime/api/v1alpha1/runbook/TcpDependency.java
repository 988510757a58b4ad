package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Something that accepts TCP connections. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TcpDependency(
    @JsonPropertyDescription("Host name or address.") @Required @Size(min = 1, max = 253) String host,
    @JsonPropertyDescription("Port.") @Required @Min(1) @Max(65535) Integer port) {}
