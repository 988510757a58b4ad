package dev.realtime.server.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the calls under way, by a bound that moves at once in both directions. (Resilience4j's
 * bulkhead, when its bound is lowered, blocks until enough calls have ended: with a backend that
 * hangs, just when an operator lowers it.)
 */
final class Bulkhead {
  private final AtomicInteger inside = new AtomicInteger();
  private volatile int limit;

  Bulkhead(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  /** Calls inside stay, even if they are more than the new bound. */
  void limit(int now) {
    limit = now;
  }

  int inside() {
    return inside.get();
  }

  /** Takes a place, if there is one; {@link #leave()} gives it back. */
  boolean tryEnter() {
    int now = inside.get();
    while (now < limit) {
      int seen = inside.compareAndExchange(now, now + 1);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  void leave() {
    inside.decrementAndGet();
  }
}
