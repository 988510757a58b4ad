package dev.realtime.server.hub;

import java.util.function.LongSupplier;

/**
 * How soon a loop begins its next fan-out. One that has been busy with a fan-out for a time rests
 * from fan-out for twice as long, {@code limits.fanOutRest} at most, and does its other work
 * meanwhile. What is published in the rest is then delivered together: a channel's frames are
 * joined, and each client costs one write instead of several. So the cost of a delivery falls as
 * the rate rises, while a loop that is busy for less than a third of the time never lets anything
 * wait. Used on the loop only.
 */
final class FanOutPace {
  /** Fewer deliveries than this in a turn are over so soon that joining gains nothing. */
  static final int LEAST_DELIVERIES = 100;

  /** The rest, against the time that the fan-out took. */
  static final int REST = 2;

  private final LongSupplier mostRestNanos;
  private boolean busy;
  private long beganNanos;
  private long restedAtNanos;

  FanOutPace(LongSupplier mostRestNanos, long nowNanos) {
    this.mostRestNanos = mostRestNanos;
    restedAtNanos = nowNanos;
  }

  /**
   * A turn has delivered so much. Answers whether {@link #ended} is to be called once the sockets
   * have had their turn.
   */
  boolean delivered(int deliveries, long turnBeganNanos) {
    if (busy || deliveries < LEAST_DELIVERIES) {
      return false;
    }
    busy = true;
    beganNanos = turnBeganNanos;
    return true;
  }

  /** The sockets have had their turn; without effect if that is known. */
  void ended(long nowNanos) {
    if (busy) {
      busy = false;
      long took = Math.max(0, nowNanos - beganNanos);
      restedAtNanos = nowNanos + Math.min(REST * took, mostRestNanos.getAsLong());
    }
  }

  /** For how long the next fan-out has to wait; 0 or less if not at all. */
  long restNanos(long nowNanos) {
    return restedAtNanos - nowNanos;
  }
}
