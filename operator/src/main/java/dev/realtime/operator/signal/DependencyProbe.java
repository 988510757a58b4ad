package dev.realtime.operator.signal;

import dev.realtime.operator.signal.DependencyFact.Connections;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way of checking a dependency. */
interface DependencyProbe {
  /**
   * What an answer brought along, besides that it came.
   *
   * @param longestMillis how long the statement that runs or waits longest has done so; 0 if none
   *     does
   * @param longest that statement's trouble, for people; null if there is none
   */
  record Answer(
      @Nullable Connections connections,
      List<String> slowest,
      double longestMillis,
      @Nullable String longest) {
    static final Answer PLAIN = new Answer(null, List.of(), 0, null);
  }

  /** It did not answer, or not as expected. The message is for people, and holds no secret. */
  final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    /** Whether it had no connection left. */
    boolean outOfConnections() {
      return String.valueOf(getMessage()).contains(DependencyFact.OUT_OF_CONNECTIONS);
    }
  }

  /**
   * Something answered, and would not let the operator in. That says nothing about how others fare,
   * and must not make the runbook act.
   */
  final class NotLetIn extends Exception {
    private static final long serialVersionUID = 1L;

    NotLetIn(String message) {
      super(message);
    }
  }

  /**
   * Checks once, within about the timeout.
   *
   * @throws Failed if it did not answer, or not as expected
   * @throws NotLetIn if it answered, but not to the operator: nothing is known then
   * @throws SecretReader.NotReadable if the check could not be made: nothing is known then
   */
  Answer check(Duration timeout)
      throws Failed, NotLetIn, SecretReader.NotReadable, InterruptedException;
}
