package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Who decides the number of replicas at the moment. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicaStatus(
    @JsonPropertyDescription(
            "Replicas that spec and runbook ask for. Left out where an autoscaler decides.")
        @Nullable Integer wanted,
    @JsonPropertyDescription(
            "Who decides: Spec, Runbook, Autoscaler, Connections (the operator, by connections per replica) or Foreign.")
        @Required
        ReplicaOwner owner,
    @JsonPropertyDescription("Field manager that set the number by hand, like kubectl.")
        @Size(max = 128) @Nullable String manager) {}
