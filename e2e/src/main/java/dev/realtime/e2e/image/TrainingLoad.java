package dev.realtime.e2e.image;

import java.io.IOException;

/** What is done to a program while its AOT cache is recorded. */
@FunctionalInterface
interface TrainingLoad {

  /**
   * Waits until the program, started just before, is ready; then, in the training phase, uses it.
   *
   * @param phase what for
   * @param program the running program
   * @throws NotReadyException where it does not get ready in time
   */
  void apply(AotCache.Phase phase, Process program)
      throws IOException, InterruptedException, NotReadyException;

  /** The program is not ready; the message says what was asked and what came back. */
  final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
      super(message);
    }
  }
}
