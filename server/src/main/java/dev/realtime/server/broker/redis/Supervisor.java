package dev.realtime.server.broker.redis;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a broker's connections and subscriptions are kept. A task that fails is
 * logged: the executor itself would keep that in a future nobody reads.
 */
final class Supervisor extends ScheduledThreadPoolExecutor {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private volatile @Nullable Thread thread;

  Supervisor() {
    super(1, Thread.ofPlatform().daemon().name("redis-supervisor").factory());
    setRemoveOnCancelPolicy(true);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  /** Runs a task on the supervisor's thread and waits for it; also from that thread itself. */
  void runAndWait(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      CompletableFuture.runAsync(task, this).join();
    }
  }

  @Override
  protected void beforeExecute(Thread worker, Runnable task) {
    thread = worker;
    super.beforeExecute(worker, task);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    Throwable failure = thrown;
    if (failure == null && task instanceof Future<?> future && future.isDone()) {
      try {
        future.get();
      } catch (ExecutionException e) {
        failure = e.getCause();
      } catch (CancellationException e) {
        return; // a timer that was not needed any more
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (failure instanceof RejectedExecutionException && isShutdown()) {
      return; // a task that wanted another one to follow, while the broker closes
    }
    if (failure != null) {
      log.error("a task of the Redis supervisor failed", failure);
    }
  }
}
