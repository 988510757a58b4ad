package dev.realtime.server.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Tells whether event loops turn, and how far they lag behind.
 *
 * <p>Each loop runs a task {@link #INTERVAL} after the one before: at a fixed rate, beats that were
 * missed would be made up for at once, on time by their own measure, and hide the lag. How much
 * later than planned it ran is the loop's lag. A loop whose task has not run for {@link #HUNG} is
 * hung: blocked, or dead. Asking takes the time since a late task was due into account, so a loop
 * that stands still shows a growing lag, not its last good one.
 */
public final class Heartbeats {
  /** Time between two beats of a loop. */
  public static final Duration INTERVAL = Duration.ofMillis(100);

  /**
   * Silence after which a loop counts as hung: longer than any garbage collection on a small heap.
   */
  public static final Duration HUNG = Duration.ofSeconds(10);

  private final String what;
  private final LongSupplier nanoTime;
  private final AtomicLongArray due;
  private final AtomicLongArray lag;
  private final List<StandingLag> standing;

  /**
   * Begins to beat on each loop.
   *
   * @param loops the event loops, each single-threaded
   * @param nanoTime the clock, as {@link System#nanoTime()}
   */
  public Heartbeats(List<? extends ScheduledExecutorService> loops, LongSupplier nanoTime) {
    this("event loops", loops, nanoTime);
  }

  /**
   * Likewise, of other threads.
   *
   * @param what they are, in the plural, for the reason of the check
   */
  public Heartbeats(
      String what, List<? extends ScheduledExecutorService> loops, LongSupplier nanoTime) {
    this.what = what;
    this.nanoTime = nanoTime;
    due = new AtomicLongArray(loops.size());
    lag = new AtomicLongArray(loops.size());
    long begin = nanoTime.getAsLong();
    standing = loops.stream().map(_ -> new StandingLag(begin)).toList();
    for (int i = 0; i < loops.size(); i++) {
      due.set(i, nanoTime.getAsLong() + INTERVAL.toNanos());
      int loop = i;
      var _ =
          loops
              .get(i)
              .scheduleWithFixedDelay(
                  () -> beat(loop), INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void beat(int loop) {
    long now = nanoTime.getAsLong();
    long late = Math.max(0, now - due.get(loop));
    lag.set(loop, late);
    standing.get(loop).beat(now, late);
    due.set(loop, now + INTERVAL.toNanos());
  }

  /** Lag of the slowest loop now. */
  public Duration lag() {
    long worst = 0;
    for (int i = 0; i < due.length(); i++) {
      worst = Math.max(worst, Math.max(lag.get(i), overdue(i)));
    }
    return Duration.ofNanos(worst);
  }

  /** Lag of the slowest loop that has stood for a second, and not only shown for a moment. */
  public Duration standingLag() {
    long worst = 0;
    for (int i = 0; i < due.length(); i++) {
      worst = Math.max(worst, standing.get(i).nanos(overdue(i)));
    }
    return Duration.ofNanos(worst);
  }

  /** Loops that are hung now. */
  public int hung() {
    int hung = 0;
    for (int i = 0; i < due.length(); i++) {
      if (overdue(i) > HUNG.toNanos()) {
        hung++;
      }
    }
    return hung;
  }

  /** The liveness check. */
  public Finding check() {
    int hung = hung();
    Map<String, Object> details =
        Map.of("loops", due.length(), "hung", hung, "lagMillis", lag().toMillis());
    return hung == 0
        ? Finding.up(details)
        : Finding.down(
            hung
                + " of "
                + due.length()
                + " "
                + what
                + " have not turned for "
                + HUNG.toSeconds()
                + " s",
            details);
  }

  private long overdue(int loop) {
    return nanoTime.getAsLong() - due.get(loop);
  }
}
