package dev.realtime.server.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which changes of a state are worth a line in the log: at most {@value #LINES} a minute, so that
 * trouble and its end are told at once, and what is in trouble every other moment does not fill the
 * log. A change that was passed over is told by the first look after the minute, if it still
 * stands. Safe for use by several threads.
 */
public final class StateLog {
  private static final int LINES = 2;
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private volatile String told;
  private long windowBegan;
  private int lines;

  /**
   * Begins with a state that needs no line.
   *
   * @param nanoTime the clock, as {@link System#nanoTime()}
   */
  public StateLog(String initial, LongSupplier nanoTime) {
    this.told = initial;
    this.nanoTime = nanoTime;
    this.windowBegan = nanoTime.getAsLong();
  }

  /** Whether the state differs from the one that was told last, and is to be told now. */
  public boolean isNews(String state) {
    return !state.equals(told) && take(state);
  }

  private synchronized boolean take(String state) {
    if (state.equals(told)) {
      return false; // another thread was first
    }
    long now = nanoTime.getAsLong();
    if (now - windowBegan >= WINDOW_NANOS) {
      windowBegan = now;
      lines = 0;
    }
    if (lines == LINES) {
      return false;
    }
    lines++;
    told = state;
    return true;
  }
}
