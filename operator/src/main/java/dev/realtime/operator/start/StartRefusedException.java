package dev.realtime.operator.start;

import java.util.List;

/** The operator does not start; the message has every reason with its remedy. */
public final class StartRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartRefusedException(List<String> problems) {
    super(
        "The operator does not start, and has changed nothing:\n  - "
            + String.join("\n  - ", problems));
  }
}
