package dev.realtime.server.health;

import java.util.Map;

/**
 * What a check found.
 *
 * @param status verdict
 * @param reason one sentence that says why; empty if up
 * @param details figures behind it, in a stable order if it matters; no secrets, no addresses with
 *     credentials
 */
public record Finding(Status status, String reason, Map<String, Object> details) {
  /** All is well. */
  public static Finding up() {
    return new Finding(Status.UP, "", Map.of());
  }

  /** All is well, with figures. */
  public static Finding up(Map<String, Object> details) {
    return new Finding(Status.UP, "", details);
  }

  /** Works, but somebody should look. */
  public static Finding degraded(String reason, Map<String, Object> details) {
    return new Finding(Status.DEGRADED, reason, details);
  }

  /** Does not work. */
  public static Finding down(String reason) {
    return new Finding(Status.DOWN, reason, Map.of());
  }

  /** Does not work, with figures. */
  public static Finding down(String reason, Map<String, Object> details) {
    return new Finding(Status.DOWN, reason, details);
  }

  /** Not measured. */
  public static Finding unknown(String reason) {
    return new Finding(Status.UNKNOWN, reason, Map.of());
  }
}
