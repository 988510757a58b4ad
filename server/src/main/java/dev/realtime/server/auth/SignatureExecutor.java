package dev.realtime.server.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the threads on which RSA and ECDSA signatures are verified. */
public final class SignatureExecutor {
  /**
   * A check was measured at 0.04 ms (RS256), 0.5 ms (ES256) and 2 ms (ES384) on one core, so that
   * the last ES256 token of a full queue waits a second on one thread; clients give a command 5.
   */
  private static final int QUEUE = 2048;

  private SignatureExecutor() {}

  /**
   * Threads for half of the processors, at least one, so that a storm of connects leaves the other
   * half to the clients that are connected already. Refuses when its queue is full.
   */
  public static ExecutorService create() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().name("signatures-", 0).daemon().factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
