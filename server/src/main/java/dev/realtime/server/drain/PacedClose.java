package dev.realtime.server.drain;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a list of clients at a pace. One timer for all of them, whatever their number; can be
 * cancelled in the middle.
 */
public final class PacedClose {
  private static final Logger log = LoggerFactory.getLogger(PacedClose.class);
  private static final Duration TICK = Duration.ofMillis(20);

  private final List<DrainTarget> targets;
  private final long[] due;
  private final LongSupplier nanoTime;
  private final long began;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private @Nullable ScheduledFuture<?> ticks;
  private int next;

  private PacedClose(
      List<DrainTarget> targets, Pacing pacing, RandomGenerator random, LongSupplier nanoTime) {
    this.targets = leastSubscribedFirst(targets);
    this.nanoTime = nanoTime;
    due = new long[targets.size()];
    for (int i = 0; i < due.length; i++) {
      due[i] = pacing.due(i, random);
    }
    began = nanoTime.getAsLong();
  }

  /** A client, and how many subscriptions it had when it was asked. */
  private record Counted(DrainTarget target, int subscriptions) {}

  /**
   * Each is asked once: event loops change the numbers meanwhile, and a sort that meets an order
   * that changes fails. If one cannot be asked, all are closed as they come: the order is a
   * kindness, closing is not.
   */
  private static List<DrainTarget> leastSubscribedFirst(List<DrainTarget> targets) {
    try {
      return targets.stream()
          .map(target -> new Counted(target, target.subscriptions()))
          .sorted(Comparator.comparingInt(Counted::subscriptions))
          .map(Counted::target)
          .toList();
    } catch (RuntimeException e) {
      log.error("Clients are closed in no order, for their subscriptions cannot be counted", e);
      return List.copyOf(targets);
    }
  }

  /**
   * Begins to close.
   *
   * @param targets whom; those with most subscriptions go last
   * @param timer single-threaded
   * @param nanoTime the clock, as {@link System#nanoTime()}
   */
  public static PacedClose begin(
      List<DrainTarget> targets,
      Pacing pacing,
      ScheduledExecutorService timer,
      RandomGenerator random,
      LongSupplier nanoTime) {
    PacedClose close = new PacedClose(targets, pacing, random, nanoTime);
    close.start(timer);
    return close;
  }

  private synchronized void start(ScheduledExecutorService timer) {
    ticks = timer.scheduleAtFixedRate(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void tick() {
    long elapsed = nanoTime.getAsLong() - began;
    while (next < due.length && due[next] <= elapsed) {
      sendAway(targets.get(next++));
    }
    if (next == due.length) {
      done.complete(null);
      stop();
    }
  }

  /** What fails for one must not keep the others here. */
  static void sendAway(DrainTarget target) {
    try {
      target.sendAway();
    } catch (RuntimeException e) {
      log.error("A client could not be sent away", e);
    }
  }

  /** Completes when the last one was sent away; fails with CancellationException if cancelled. */
  public CompletableFuture<Void> done() {
    return done.copy();
  }

  /** Clients not sent away yet. */
  public synchronized int remaining() {
    return due.length - next;
  }

  /** Sends nobody away any more. */
  public synchronized void cancel() {
    done.cancel(false);
    stop();
  }

  private void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }
}
