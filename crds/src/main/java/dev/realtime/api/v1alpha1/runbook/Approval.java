package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A person's consent to one plan. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Approval(
    @JsonPropertyDescription("Hash of the plan, as in status.plan.hash. Any other plan is refused.")
        @Required
        @Size(min = 1, max = 64) String plan,
    @JsonPropertyDescription(
            "User name of the person, as Kubernetes knows it. The shipped ValidatingAdmissionPolicy makes sure that it is the person's own.")
        @Required
        @Size(min = 1, max = 253) String by) {}
