package dev.realtime.operator.signal;

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
    List<String> slowest) {
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
}
