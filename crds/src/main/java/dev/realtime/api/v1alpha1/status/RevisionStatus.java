package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** An image together with a configuration: what the pods run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevisionStatus(
    @JsonPropertyDescription("Name: a hash of image and configuration.") @Required @Size(max = 253) String revision,
    @JsonPropertyDescription("Image of the server.") @Required @Size(max = 512) String image,
    @JsonPropertyDescription("Immutable ConfigMap with the config.yaml of this revision.")
        @Required
        @Size(max = 253) String configuration,
    @JsonPropertyDescription("When it was recorded.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant recordedAt) {}
