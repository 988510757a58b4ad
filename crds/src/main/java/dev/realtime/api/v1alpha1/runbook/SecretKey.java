package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** One key of a Secret in the namespace of the service. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKey(
    @JsonPropertyDescription("Name of the Secret.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$") String name,
    @JsonPropertyDescription("Key in it.") @Required @Pattern("^[-._a-zA-Z0-9]{1,253}$") String key) {}
