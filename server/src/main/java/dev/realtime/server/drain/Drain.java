package dev.realtime.server.drain;

import dev.realtime.server.config.DrainConfig;
import dev.realtime.server.health.Finding;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's way out, once. Safe for use by several threads.
 *
 * @see dev.realtime.server.drain the package, for the order and its reasons
 */
public final class Drain {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Supplier<DrainConfig> config;
  private final DrainTargets targets;
  private final ScheduledExecutorService timer;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();

  private volatile State state = State.RUNNING;

  /** Where a node stands. */
  public enum State {
    /** Takes clients. */
    RUNNING,
    /** Not ready any more, but still takes clients that were sent here before that was noticed. */
    GRACE,
    /** Takes no clients and sends away those it has. */
    CLOSING,
    /** Has none left, or has run out of time. */
    ENDED
  }

  /** How a drain ended. */
  public enum Ending {
    /** All clients are gone. */
    EMPTY,
    /** The deadline came first; the rest is cut off. */
    DEADLINE
  }

  /**
   * A node that is not draining.
   *
   * @param config asked once, when the drain begins
   * @param timer single-threaded; its tasks are short
   * @param nanoTime the clock, as {@link System#nanoTime()}
   */
  public Drain(
      Supplier<DrainConfig> config,
      DrainTargets targets,
      ScheduledExecutorService timer,
      RandomGenerator random,
      LongSupplier nanoTime) {
    this.config = config;
    this.targets = targets;
    this.timer = timer;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /** Where the node stands now. */
  public State state() {
    return state;
  }

  /** Completes when a drain has ended; never, unless one begins. */
  public CompletableFuture<Ending> ended() {
    return ended.copy();
  }

  /** Whether new clients are taken. */
  public boolean accepting() {
    return state == State.RUNNING || state == State.GRACE;
  }

  /**
   * Begins, unless it has begun already.
   *
   * @param why for the log: a signal, or a request at the management port
   * @return completes when the process may exit
   */
  public synchronized CompletableFuture<Ending> begin(String why) {
    if (state != State.RUNNING) {
      return ended.copy();
    }
    DrainConfig now = config.get();
    long began = nanoTime.getAsLong();
    state = State.GRACE;
    log.info(
        "Draining ({}): {} clients, grace {}, window {}, deadline {}",
        why,
        targets.count(),
        now.grace(),
        now.window(),
        now.deadline());
    schedule(now.grace(), () -> closeAll(now, began));
    schedule(now.deadline(), () -> end(Ending.DEADLINE, began));
    return ended.copy();
  }

  private void closeAll(DrainConfig now, long began) {
    state = State.CLOSING;
    try {
      Duration left = now.deadline().minusNanos(nanoTime.getAsLong() - began);
      var clients = targets.snapshot();
      Pacing pacing = Pacing.over(clients.size(), now.window(), now.maxRate(), left);
      PacedClose closing = PacedClose.begin(clients, pacing, timer, random, nanoTime);
      var _ = closing.done().thenRun(() -> awaitEmpty(began));
    } catch (RuntimeException e) {
      log.error("Clients cannot be closed at a pace, so they are sent away at once", e);
      awaitEmpty(began);
    }
  }

  private void awaitEmpty(long began) {
    if (targets.count() == 0) {
      end(Ending.EMPTY, began);
    } else if (!ended.isDone()) {
      schedule(POLL, () -> awaitEmpty(began));
      // Whoever's handshake was under way when the clients were listed has come since.
      targets.snapshot().forEach(PacedClose::sendAway);
    }
  }

  private void end(Ending ending, long began) {
    synchronized (this) {
      if (state == State.ENDED) {
        return;
      }
      state = State.ENDED;
    }
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - began);
    if (ending == Ending.EMPTY) {
      log.info("Drained in {}: all clients are gone", took);
    } else {
      log.warn(
          "Drain ran into its deadline after {}: {} clients are cut off", took, targets.count());
    }
    ended.complete(ending);
  }

  private void schedule(Duration delay, Runnable task) {
    var _ = timer.schedule(() -> logged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The timer itself would keep a failure in a future that nobody reads. */
  private static void logged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("A step of the drain failed; its deadline stands", e);
    }
  }

  /** The readiness check. */
  public Finding check() {
    Map<String, Object> details = Map.of("state", state.name(), "clients", targets.count());
    return state == State.RUNNING
        ? Finding.up(details)
        : Finding.down("draining: new clients belong on other nodes", details);
  }
}
