package dev.realtime.server.hub;

import dev.realtime.server.broker.StreamPosition;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A channel this node hears: who on which loop, and how far its stream has been delivered. Guarded
 * by its own monitor, which is held for moments only.
 */
final class HubChannel {
  private final String name;

  /** Subscribers on each loop. */
  private final int[] counts;

  private int total;

  /** When the broker has confirmed that it is heard; failed if it could not. */
  private @Nullable CompletableFuture<Void> heard;

  /** Delivered up to here; null until it is known, and without history. */
  private @Nullable StreamPosition delivered;

  /** When the publication there was accepted, milliseconds since the Unix epoch; 0 if unknown. */
  private long deliveredTimeMillis;

  /** Whether it is only known, and nothing has been delivered yet. */
  private boolean noted;

  /** How often the broker lost its connection, and how many of these have been looked into. */
  private int interruptions;

  private int verified;

  private boolean repairing;
  private boolean repairAgain;
  private long activeAtMillis;

  HubChannel(String name, int loops, long nowMillis) {
    this.name = name;
    this.counts = new int[loops];
    this.activeAtMillis = nowMillis;
  }

  String name() {
    return name;
  }

  void join(int loop) {
    counts[loop]++;
    total++;
  }

  void leave(int loop) {
    counts[loop]--;
    total--;
  }

  int total() {
    return total;
  }

  boolean isOn(int loop) {
    return counts[loop] > 0;
  }

  int loops() {
    return (int) Arrays.stream(counts).filter(count -> count > 0).count();
  }

  @Nullable CompletableFuture<Void> heard() {
    return heard;
  }

  void heard(@Nullable CompletableFuture<Void> heard) {
    this.heard = heard;
  }

  @Nullable StreamPosition delivered() {
    return delivered;
  }

  void delivered(StreamPosition position, long timeMillis) {
    delivered = position;
    deliveredTimeMillis = timeMillis;
    noted = false;
  }

  /** The position is known from the broker: subscribers that asked for it have all up to there. */
  void noted(StreamPosition position, long timeMillis) {
    delivered(position, timeMillis);
    noted = true;
  }

  /**
   * Whether that is the offset that is known from the broker, and has not been heard: it is news to
   * subscribers that asked for no position.
   */
  boolean isNoted(long offset) {
    return noted && delivered != null && delivered.offset() == offset;
  }

  /** What is delivered next has to follow what was delivered last; see {@link Checkpoint}. */
  void interrupt() {
    interruptions++;
  }

  /** Whether the stream may be another one than was delivered, under the same epoch. */
  boolean isInDoubt() {
    return delivered != null && verified != interruptions;
  }

  /** The place where delivery stands; null if that is not known. */
  @Nullable Checkpoint checkpoint() {
    return delivered == null
        ? null
        : new Checkpoint(delivered, deliveredTimeMillis, isInDoubt(), interruptions);
  }

  /** The stream was found to go on from a checkpoint, or its loss has been told. */
  void verified(Checkpoint at) {
    verified = at.interruptions();
  }

  void active(long nowMillis) {
    activeAtMillis = nowMillis;
  }

  long activeAtMillis() {
    return activeAtMillis;
  }

  boolean isRepairing() {
    return repairing;
  }

  /** Begins a repair, or asks the one that runs to look once more. Answers whether it began. */
  boolean beginRepair() {
    if (repairing) {
      repairAgain = true;
      return false;
    }
    repairing = true;
    return true;
  }

  /** Ends a repair. Answers whether another look was asked for meanwhile. */
  boolean endRepair() {
    repairing = false;
    boolean again = repairAgain;
    repairAgain = false;
    return again;
  }
}
