package dev.realtime.operator.guard;

import dev.realtime.api.v1alpha1.runbook.MaintenanceWindow;
import dev.realtime.api.v1alpha1.runbook.Weekday;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/** Maintenance windows in time. */
final class Windows {
  private Windows() {}

  /** The end of the window that holds now, the latest if several do; empty if none does. */
  static Optional<Instant> endOfCurrent(List<MaintenanceWindow> windows, Instant now) {
    return windows.stream().flatMap(window -> end(window, now).stream()).max(Instant::compareTo);
  }

  private static Optional<Instant> end(MaintenanceWindow window, Instant now) {
    ZoneId zone = ZoneId.of(window.timeZone());
    LocalDate today = LocalDate.ofInstant(now, zone);
    // A window of at most a day that is open now began today or yesterday.
    for (LocalDate day : List.of(today, today.minusDays(1))) {
      if (!window.days().isEmpty()
          && !window.days().contains(Weekday.valueOf(day.getDayOfWeek().name()))) {
        continue;
      }
      Instant begin = ZonedDateTime.of(day, LocalTime.parse(window.start()), zone).toInstant();
      Instant end = begin.plusSeconds(window.minutes() * 60L);
      if (!now.isBefore(begin) && now.isBefore(end)) {
        return Optional.of(end);
      }
    }
    return Optional.empty();
  }
}
