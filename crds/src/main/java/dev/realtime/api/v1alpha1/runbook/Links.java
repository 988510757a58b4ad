package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Addresses a person wants to open when something is wrong. Shown in the checklist, records and
 * notifications.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Links(
    @JsonPropertyDescription("Dashboard.") @Size(max = 2048) @Pattern("^https?://\\S+$") @Nullable String dashboard,
    @JsonPropertyDescription("Alerts.") @Size(max = 2048) @Pattern("^https?://\\S+$") @Nullable String alerts,
    @JsonPropertyDescription("Logs.") @Size(max = 2048) @Pattern("^https?://\\S+$") @Nullable String logs) {}
