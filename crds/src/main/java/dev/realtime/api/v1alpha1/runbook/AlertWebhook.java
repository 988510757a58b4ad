package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Alerts of an Alertmanager that are taken as symptoms of this service. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlertWebhook(
    @JsonPropertyDescription("Where the token is that Alertmanager sends as Authorization: Bearer.")
        @Required
        SecretKey token) {}
