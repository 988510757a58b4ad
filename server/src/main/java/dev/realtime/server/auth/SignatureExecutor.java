package dev.realtime.server.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the threads on which RSA and ECDSA signatures are verified. */
public final class SignatureExecutor {
  /**
   * A check takes up to 200 µs, so that the last of a full queue waits about a second on one
   * thread; clients give a command 5 seconds.
   */
  private static final int QUEUE = 4096;

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
