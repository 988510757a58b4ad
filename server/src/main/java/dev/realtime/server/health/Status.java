package dev.realtime.server.health;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Verdict of a check; a report has the worst of its checks. */
public enum Status {
  /** As it should be. */
  UP,
  /** Not applicable, or not measured yet; makes nothing worse. */
  UNKNOWN,
  /** Works, but somebody should look. */
  DEGRADED,
  /** Does not work. */
  DOWN;

  /** As it stands in JSON. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The worse of two. */
  public Status or(Status other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
