package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who hears of incidents. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.webhook), has(self.slack), has(self.alertmanager)].filter(x, x).size() == 1",
    message = "exactly one of webhook, slack and alertmanager must be given")
public record NotificationReceiver(
    @JsonPropertyDescription("Name, unique among the receivers.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$") String name,
    @JsonPropertyDescription("What it hears of. Empty: everything.") @Size(max = 5) List<NotificationEvent> events,
    @JsonPropertyDescription("A signed webhook.") @Nullable WebhookReceiver webhook,
    @JsonPropertyDescription("A Slack-compatible incoming webhook.") @Nullable SlackReceiver slack,
    @JsonPropertyDescription("An Alertmanager.") @Nullable AlertmanagerReceiver alertmanager) {
  public NotificationReceiver {
    events = events == null ? List.of() : List.copyOf(events);
  }

  /** Whether this receiver hears of the event. */
  public boolean hears(NotificationEvent event) {
    return events.isEmpty() || events.contains(event);
  }
}
