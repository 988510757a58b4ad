package dev.realtime.cli.view;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times as kubectl shows them: {@code 12s}, {@code 5m}, {@code 3h20m}, {@code 4d}. */
public final class Ages {
  private Ages() {}

  /** How long something took. */
  public static String of(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 10 * 60) {
      return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
    }
    if (seconds < 3 * 3600) {
      return seconds / 60 + "m";
    }
    if (seconds < 48 * 3600) {
      return seconds / 3600 + "h" + (seconds / 60 % 60 == 0 ? "" : seconds / 60 % 60 + "m");
    }
    return seconds / 86_400 + "d";
  }

  /** How long ago; {@code -} if never. */
  public static String since(@Nullable Instant then, Instant now) {
    return then == null ? "-" : of(Duration.between(then, now));
  }

  /** How long ago, of a time as Kubernetes writes it. */
  public static String since(@Nullable String then, Instant now) {
    try {
      return then == null ? "-" : since(Instant.parse(then), now);
    } catch (DateTimeParseException e) {
      return "?";
    }
  }
}
