package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** An incoming webhook as Slack, Mattermost, Rocket.Chat and others have it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SlackReceiver(
    @JsonPropertyDescription("Where the address is; it is a secret.") @Required
        SecretKey urlFrom) {}
