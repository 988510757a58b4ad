package dev.realtime.bench.measure;

import java.util.concurrent.TimeUnit;

/** Ends child processes. */
public final class Processes {
  private static final int EXIT_TIMEOUT_SECONDS = 15;

  private Processes() {}

  /**
   * Asks the process to end, and kills it if it has not after 15 s or when this thread is
   * interrupted.
   */
  public static void stop(Process process) {
    process.destroy();
    try {
      if (process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
