package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What waits for one shard's answers: bounded in number and bytes, and failed after the timeout.
 *
 * <p>All requests have the same timeout and are answered in order, so a look at the oldest few
 * finds all that are late; that replaces a timer for each command. A late request fails to its
 * caller at once, but its place is free only when its answer came or the connection went: a stalled
 * Redis still holds the memory.
 */
final class InFlight {
  private final String shard;
  private final RedisSettings.Bounds bounds;
  private final long timeoutNanos;
  private final LongSupplier nanoTime;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Queue<Ticket> tickets = new ConcurrentLinkedQueue<>();

  InFlight(String shard, RedisSettings settings, LongSupplier nanoTime) {
    this.shard = shard;
    this.bounds = settings.bounds();
    this.timeoutNanos = settings.timing().command().toNanos();
    this.nanoTime = nanoTime;
  }

  /** One request's place. */
  final class Ticket {
    private final String what;
    private final int size;
    private final long entered;
    private final CompletableFuture<?> result;
    private final AtomicBoolean left = new AtomicBoolean();

    private Ticket(String what, int size, CompletableFuture<?> result) {
      this.what = what;
      this.size = size;
      this.entered = nanoTime.getAsLong();
      this.result = result;
    }

    /** Gives the place free; again is harmless. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        count.decrementAndGet();
        bytes.addAndGet(-size);
      }
    }
  }

  /**
   * Takes a place.
   *
   * @throws BrokerOverloadedException if none is free
   */
  Ticket enter(String what, int size, CompletableFuture<?> result) {
    int number = count.incrementAndGet();
    long total = bytes.addAndGet(size);
    if (number > bounds.inFlight() || (total > bounds.inFlightBytes() && number > 1)) {
      count.decrementAndGet();
      bytes.addAndGet(-size);
      throw new BrokerOverloadedException(
          what
              + " refused: Redis "
              + shard
              + " has not answered "
              + (number - 1)
              + " requests of "
              + (total - size)
              + " bytes (at most "
              + bounds.inFlight()
              + " and "
              + bounds.inFlightBytes()
              + "); try again later");
    }
    return add(what, size, result);
  }

  /**
   * Takes a place though none may be free. For heartbeats alone: refused by the bound, they would
   * take a busy Redis for a dead one.
   */
  Ticket enterAlways(String what, int size, CompletableFuture<?> result) {
    count.incrementAndGet();
    bytes.addAndGet(size);
    return add(what, size, result);
  }

  private Ticket add(String what, int size, CompletableFuture<?> result) {
    Ticket ticket = new Ticket(what, size, result);
    tickets.add(ticket);
    return ticket;
  }

  int count() {
    return count.get();
  }

  /**
   * Forgets what was answered and fails what is late. Called by the supervisor many times a second.
   */
  void sweep() {
    long now = nanoTime.getAsLong();
    Iterator<Ticket> oldestFirst = tickets.iterator();
    while (oldestFirst.hasNext()) {
      Ticket ticket = oldestFirst.next();
      boolean late = now - ticket.entered > timeoutNanos;
      if (late) {
        ticket.result.completeExceptionally(
            new BrokerUnavailableException(
                ticket.what
                    + ": Redis "
                    + shard
                    + " did not answer within "
                    + timeoutNanos / 1_000_000
                    + " ms; whether it was done is unknown"));
      }
      if (late || ticket.left.get()) {
        oldestFirst.remove();
      } else {
        return;
      }
    }
  }

  /** Fails all that wait; their places are free. */
  void failAll(String reason) {
    Ticket ticket;
    while ((ticket = tickets.poll()) != null) {
      ticket.leave();
      ticket.result.completeExceptionally(
          new BrokerUnavailableException(
              ticket.what + " failed on Redis " + shard + ": " + reason));
    }
  }
}
