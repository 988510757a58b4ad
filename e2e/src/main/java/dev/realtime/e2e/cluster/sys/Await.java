package dev.realtime.e2e.cluster.sys;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for conditions outside of this process. */
public final class Await {
  private static final Duration POLL = Duration.ofMillis(50);

  private Await() {}

  /** Returns whether the condition came true within the time. */
  public static boolean within(Duration time, BooleanSupplier condition) {
    return within(time, POLL, condition);
  }

  /** Returns whether the condition came true within the time; for costly conditions. */
  public static boolean within(Duration time, Duration poll, BooleanSupplier condition) {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= end) {
        return false;
      }
      LockSupport.parkNanos(poll.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new ClusterException("Interrupted while waiting");
      }
    }
    return true;
  }

  /**
   * Waits until the condition holds.
   *
   * @param otherwise says what did not happen, and where to look
   * @throws ClusterException after the time, with that message
   */
  public static void until(Duration time, BooleanSupplier condition, Supplier<String> otherwise) {
    if (!within(time, condition)) {
      throw new ClusterException(otherwise.get() + " (waited " + time.toSeconds() + " s)");
    }
  }
}
