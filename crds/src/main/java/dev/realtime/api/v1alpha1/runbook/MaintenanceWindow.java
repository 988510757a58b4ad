package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * A recurring time of planned work, within which people may break things: the runbook records and
 * notifies, and does not act.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "timestamp('2026-01-01T00:00:00Z').getHours(self.timeZone) >= 0",
    message = "timeZone must be a name of the time zone database, for example Europe/Berlin")
public record MaintenanceWindow(
    @JsonPropertyDescription("Days on which the window begins. Empty: every day.") @Size(max = 7) List<Weekday> days,
    @JsonPropertyDescription("When it begins, as HH:MM in the time zone.")
        @Required
        @Pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$") String start,
    @JsonPropertyDescription("How long it lasts.") @Required @Min(1) @Max(1440) Integer minutes,
    @JsonPropertyDescription("Name of a time zone, for example Europe/Berlin.")
        @Default(MaintenanceWindow.ZONE)
        @Pattern("^[A-Za-z0-9_+/-]{1,64}$") String timeZone) {
  static final String ZONE = "UTC";

  public MaintenanceWindow {
    days = days == null ? List.of() : List.copyOf(days);
    timeZone = timeZone == null ? ZONE : timeZone;
  }
}
