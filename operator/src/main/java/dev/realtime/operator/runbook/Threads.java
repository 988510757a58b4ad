package dev.realtime.operator.runbook;

import java.time.Duration;

/** Waiting for threads. */
final class Threads {
  private Threads() {}

  /** Waits for a thread to end, or until this one is interrupted itself. */
  static void join(Thread thread, Duration atMost) {
    try {
      thread.join(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
