package dev.realtime.server;

import dev.realtime.server.session.TokenBucket;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.filter.AbstractFilter;

/**
 * Bounds the lines that single clients can cause: whatever sessions and transports log, at most so
 * many a second in all. What was left out is counted, and the count logged when there is room
 * again.
 */
final class ClientLineLimit extends AbstractFilter {
  private final TokenBucket bucket;
  private final AtomicLong left = new AtomicLong();
  private volatile int perSecond;

  ClientLineLimit(int perSecond) {
    this.perSecond = perSecond;
    this.bucket = new TokenBucket(perSecond, System.nanoTime());
  }

  void perSecond(int lines) {
    perSecond = lines;
  }

  @Override
  public Result filter(LogEvent event) {
    if (bucket.take(perSecond, perSecond, System.nanoTime())) {
      return Result.NEUTRAL;
    }
    left.incrementAndGet();
    return Result.DENY;
  }

  /** Lines left out since the last call. */
  long takeCount() {
    return left.getAndSet(0);
  }
}
