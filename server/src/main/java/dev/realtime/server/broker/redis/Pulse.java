package dev.realtime.server.broker.redis;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The heartbeats of one link: which were sent, answered and heard, and what that says.
 *
 * <p>Each heartbeat is a script that publishes a number to this link's own pub/sub channel and
 * writes a key. Answered, it proves that commands, scripts and writes work; heard, that
 * subscriptions work. Silence is measured from the later of the last success and the time the
 * connection came up; while there is none for commands nothing is published, so hearing nothing
 * says nothing either.
 */
final class Pulse {
  private static final int REMEMBERED = 64;

  private final long deafNanos;
  private final LongSupplier nanoTime;
  private final LongConsumer roundTrips;
  private final long[] sentAt = new long[REMEMBERED];
  private long number;
  private long answeredAt;
  private volatile String refusal = "";
  private volatile long heardAt;
  private volatile long roundTripMillis = -1;
  private volatile long heardNumber;
  private volatile boolean heardOnThisEar;

  Pulse(long deafNanos, LongSupplier nanoTime, LongConsumer roundTrips) {
    this.deafNanos = deafNanos;
    this.nanoTime = nanoTime;
    this.roundTrips = roundTrips;
  }

  synchronized void commandsUp() {
    answeredAt = nanoTime.getAsLong();
    heardAt = answeredAt;
    refusal = "";
  }

  void earUp() {
    heardAt = nanoTime.getAsLong();
    heardOnThisEar = false;
  }

  /** The next heartbeat's number. */
  synchronized long next() {
    number++;
    sentAt[(int) (number % REMEMBERED)] = nanoTime.getAsLong();
    return number;
  }

  synchronized void answered() {
    answeredAt = nanoTime.getAsLong();
    refusal = "";
  }

  /** Redis answered, but with an error. */
  synchronized void refused(String error) {
    answeredAt = nanoTime.getAsLong();
    refusal = error;
  }

  /** The heartbeat that was answered was not published: not to have heard it says nothing. */
  void unpublished() {
    heardAt = nanoTime.getAsLong();
  }

  synchronized void heard(long heard) {
    long now = nanoTime.getAsLong();
    heardAt = now;
    if (heard <= heardNumber || heard > number || heard <= number - REMEMBERED) {
      return;
    }
    heardNumber = heard;
    heardOnThisEar = true;
    long nanos = now - sentAt[(int) (heard % REMEMBERED)];
    roundTripMillis = nanos / 1_000_000;
    roundTrips.accept(nanos);
  }

  /** Whether commands have stayed without any answer for too long. */
  synchronized boolean silent() {
    return nanoTime.getAsLong() - answeredAt > deafNanos;
  }

  /** Whether nothing was heard for too long. */
  boolean deaf() {
    return nanoTime.getAsLong() - heardAt > deafNanos;
  }

  /** Whether at least one heartbeat has come back since the connection that hears came up. */
  boolean hasHeard() {
    return heardOnThisEar;
  }

  /** Redis' error to the last heartbeat; empty if it was accepted. */
  String refusal() {
    return refusal;
  }

  long roundTripMillis() {
    return roundTripMillis;
  }
}
