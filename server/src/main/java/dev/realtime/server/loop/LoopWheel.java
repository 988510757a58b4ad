package dev.realtime.server.loop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hashed wheel: 256 buckets of 100 ms. What is due later than one turn of the wheel (25.6 s) is
 * looked at once per turn.
 *
 * <p>Not thread-safe: it belongs to its event loop.
 */
public final class LoopWheel {
  /** A deadline that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Milliseconds between two looks; deadlines are kept this exactly. */
  public static final int TICK_MILLIS = 100;

  /** After this time, what failed is tried again. */
  static final int RETRY_MILLIS = 5000;

  private static final Logger log = LoggerFactory.getLogger(LoopWheel.class);

  static final int NOWHERE = -1;
  private static final int BUCKETS = 256;

  /** The bucket of what is being called now. */
  private static final int FIRING = BUCKETS;

  private final @Nullable Timed[] buckets = new Timed[BUCKETS + 1];
  private long tick;

  /** A wheel that begins at a time. */
  public LoopWheel(long nowMillis) {
    this.tick = nowMillis / TICK_MILLIS;
  }

  /** Sets the next deadline of something, instead of the one it had. */
  public void schedule(Timed timed, long deadlineMillis) {
    cancel(timed);
    if (deadlineMillis == NEVER) {
      return;
    }
    long due = Math.ceilDiv(deadlineMillis, TICK_MILLIS);
    long at = Math.clamp(due, tick + 1, tick + BUCKETS - 1);
    int bucket = (int) (at % BUCKETS);
    Timed head = buckets[bucket];
    timed.bucket = bucket;
    timed.next = head;
    timed.previous = null;
    if (head != null) {
      head.previous = timed;
    }
    buckets[bucket] = timed;
    timed.deadline = deadlineMillis;
  }

  /** Forgets the deadline of something; nothing happens if it has none. */
  public void cancel(Timed timed) {
    if (timed.bucket == NOWHERE) {
      return;
    }
    Timed previous = timed.previous;
    Timed next = timed.next;
    if (previous != null) {
      previous.next = next;
    } else {
      buckets[timed.bucket] = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    timed.previous = null;
    timed.next = null;
    timed.bucket = NOWHERE;
  }

  /** Calls everything that is due. */
  public void advance(long nowMillis) {
    long target = nowMillis / TICK_MILLIS;
    while (tick < target) {
      tick++;
      fire((int) (tick % BUCKETS), nowMillis);
    }
  }

  /** What fails is tried again, and keeps nobody else from being called. */
  private static long call(Timed timed, long nowMillis) {
    try {
      return timed.onDeadline(nowMillis);
    } catch (RuntimeException e) {
      log.error("a deadline's action failed, and is tried again", e);
      return nowMillis + RETRY_MILLIS;
    }
  }

  private void fire(int bucket, long nowMillis) {
    // Moved to a bucket of their own first: a call may cancel or schedule anything.
    buckets[FIRING] = buckets[bucket];
    buckets[bucket] = null;
    for (Timed timed = buckets[FIRING]; timed != null; timed = timed.next) {
      timed.bucket = FIRING;
    }
    for (Timed timed = buckets[FIRING]; timed != null; timed = buckets[FIRING]) {
      cancel(timed);
      long deadline = timed.deadline;
      long next = deadline > nowMillis ? deadline : call(timed, nowMillis);
      if (timed.bucket == NOWHERE) {
        schedule(timed, next);
      }
    }
  }
}
