package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** An Alertmanager, so that routing stays with the team's own tools. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlertmanagerReceiver(
    @JsonPropertyDescription("Base address; alerts are posted to its /api/v2/alerts.")
        @Required
        @Size(max = 2048) @Pattern("^https?://[^@\\s]+$") String url,
    @JsonPropertyDescription("Token sent as Authorization: Bearer, if it wants one.")
        @Nullable SecretKey bearerToken) {}
