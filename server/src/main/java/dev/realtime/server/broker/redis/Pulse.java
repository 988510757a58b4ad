package dev.realtime.server.broker.redis;

import java.util.function.LongConsumer;

/**
 * The heartbeats of one link: which were sent, answered and heard, and what that says.
 *
 * <p>Each heartbeat is a script that writes a key and publishes a number to this link's own pub/sub
 * channel. Answered, it proves that commands, scripts and writes work; heard, that subscriptions
 * work. Silence is measured from the later of the last success and the time the connection came up.
 */
final class Pulse {
  private static final int REMEMBERED = 64;

  private final long deafNanos;
  private final LongConsumer roundTrips;
  private final long[] sentAt = new long[REMEMBERED];
  private long number;
  private long answeredAt;
  private volatile String refusal = "";
  private volatile long heardAt;
  private volatile long roundTripMillis = -1;
  private volatile long heardNumber;

  Pulse(long deafNanos, LongConsumer roundTrips) {
    this.deafNanos = deafNanos;
    this.roundTrips = roundTrips;
  }

  synchronized void commandsUp() {
    answeredAt = System.nanoTime();
    refusal = "";
  }

  void earUp() {
    heardAt = System.nanoTime();
  }

  /** The next heartbeat's number. */
  synchronized long next() {
    number++;
    sentAt[(int) (number % REMEMBERED)] = System.nanoTime();
    return number;
  }

  synchronized void answered() {
    answeredAt = System.nanoTime();
    refusal = "";
  }

  /** Redis answered, but with an error. */
  synchronized void refused(String error) {
    answeredAt = System.nanoTime();
    refusal = error;
  }

  synchronized void heard(long heard) {
    long now = System.nanoTime();
    heardAt = now;
    if (heard <= heardNumber || heard > number || heard <= number - REMEMBERED) {
      return;
    }
    heardNumber = heard;
    long nanos = now - sentAt[(int) (heard % REMEMBERED)];
    roundTripMillis = nanos / 1_000_000;
    roundTrips.accept(nanos);
  }

  /** Whether commands have stayed without any answer for too long. */
  synchronized boolean silent() {
    return System.nanoTime() - answeredAt > deafNanos;
  }

  /** Whether nothing was heard for too long. */
  boolean deaf() {
    return System.nanoTime() - heardAt > deafNanos;
  }

  /** Whether at least one heartbeat has come back. */
  boolean everHeard() {
    return roundTripMillis >= 0;
  }

  /** Redis' error to the last heartbeat; empty if it was accepted. */
  String refusal() {
    return refusal;
  }

  long roundTripMillis() {
    return roundTripMillis;
  }
}
