package dev.realtime.operator.signal;

import dev.realtime.operator.signal.DependencyFact.Connections;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way of checking a dependency. */
interface DependencyProbe {
  /** What an answer brought along, besides that it came. */
  record Answer(@Nullable Connections connections, List<String> slowest) {
    static final Answer PLAIN = new Answer(null, List.of());
  }

  /** It did not answer, or not as expected. The message is for people, and holds no secret. */
  final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Checks once, within about the timeout.
   *
   * @throws Failed if it did not answer, or not as expected
   * @throws SecretReader.NotReadable if the check could not be made: nothing is known then
   */
  Answer check(Duration timeout) throws Failed, SecretReader.NotReadable, InterruptedException;
}
