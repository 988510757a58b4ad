package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One check of one dependency.
 *
 * @param reachable whether it answered in time and as expected
 * @param problem what went wrong, if it did not; if it did and is slow, what waits, where that is
 *     known; without secrets
 * @param millis time to answer; up to the failure, if it did not
 * @param slow whether it answered, but took longer than allowed, or has statements that do
 * @param connections of a database, null if unknown or no database
 * @param peak most connections of a database seen within {@link #REMEMBERED}, null if none were:
 *     callers that give up for a while leave it idle just when it is looked at
 * @param slowest the slowest statements of a database, cut and without literals
 */
public record DependencyFact(
    String name,
    boolean database,
    boolean reachable,
    @Nullable String problem,
    double millis,
    boolean slow,
    @Nullable Connections connections,
    @Nullable Peak peak,
    List<String> slowest) {
  /** SQLSTATE of PostgreSQL, too_many_connections: in the problem once even the reserve is gone. */
  public static final String OUT_OF_CONNECTIONS = "53300";

  /** How long a peak counts. */
  public static final Duration REMEMBERED = Duration.ofMinutes(1);

  public DependencyFact {
    slowest = List.copyOf(slowest);
  }

  /** Whether it answers, and in time. */
  public boolean well() {
    return reachable && !slow;
  }

  /** Connections of a database. */
  public record Connections(int used, int max) {
    /** Used in percent of the maximum. */
    public double percent() {
      return max <= 0 ? 0 : 100.0 * used / max;
    }
  }

  /**
   * Connections in use at one time. All of them if a connection was refused for want of another.
   */
  public record Peak(Connections connections, Instant at) {}
}
