package dev.realtime.bench.load;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits that end. */
final class Waiting {
  private static final int LOOP_TIMEOUT_SECONDS = 30;

  private Waiting() {}

  /** The value, or an error if an event loop is stuck. */
  static <T> T on(Future<T> future) throws InterruptedException {
    try {
      return future.get(LOOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("A task on an event loop failed", failed.getCause());
    } catch (TimeoutException stuck) {
      throw new IllegalStateException(
          "An event loop of the load generator did not answer for %d s; the machine is overloaded"
              .formatted(LOOP_TIMEOUT_SECONDS),
          stuck);
    }
  }

  /** Whether it completed in time. */
  static boolean upTo(long time, TimeUnit unit, Future<?> future) throws InterruptedException {
    try {
      future.get(time, unit);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("Connecting failed", failed.getCause());
    }
  }
}
