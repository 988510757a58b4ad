package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A day of the week, Monday first, as {@link java.time.DayOfWeek} has them. */
public enum Weekday {
  @JsonProperty("Monday")
  MONDAY,
  @JsonProperty("Tuesday")
  TUESDAY,
  @JsonProperty("Wednesday")
  WEDNESDAY,
  @JsonProperty("Thursday")
  THURSDAY,
  @JsonProperty("Friday")
  FRIDAY,
  @JsonProperty("Saturday")
  SATURDAY,
  @JsonProperty("Sunday")
  SUNDAY
}
