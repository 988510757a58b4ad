package dev.realtime.server;

import dev.realtime.server.session.TokenBucket;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.filter.AbstractFilter;

/**
 * Bounds the lines that clients, callers and messages can cause: at most so many a second of all
 * loggers that it is put before. Errors have a bound of their own, so that they come through while
 * there are many lines of less weight. What was left out is counted, and the counts logged when
 * there is room again.
 */
final class ClientLineLimit extends AbstractFilter {
  /** An error comes with a stack trace, about ten times as long as a line without one. */
  private static final int ERROR_SHARE = 10;

  private final TokenBucket lines;
  private final TokenBucket errors;
  private final AtomicLong linesLeft = new AtomicLong();
  private final AtomicLong errorsLeft = new AtomicLong();
  private volatile int perSecond;

  /** What was left out. */
  record LeftOut(long lines, long errors) {
    LeftOut and(LeftOut other) {
      return new LeftOut(lines + other.lines, errors + other.errors);
    }
  }

  ClientLineLimit(int perSecond) {
    this.perSecond = perSecond;
    this.lines = new TokenBucket(perSecond, System.nanoTime());
    this.errors = new TokenBucket(errors(perSecond), System.nanoTime());
  }

  private static int errors(int perSecond) {
    return Math.max(1, perSecond / ERROR_SHARE);
  }

  void perSecond(int most) {
    perSecond = most;
  }

  @Override
  public Result filter(LogEvent event) {
    boolean error = event.getLevel().isMoreSpecificThan(Level.ERROR);
    int most = error ? errors(perSecond) : perSecond;
    if ((error ? errors : lines).take(most, most, System.nanoTime())) {
      return Result.NEUTRAL;
    }
    (error ? errorsLeft : linesLeft).incrementAndGet();
    return Result.DENY;
  }

  /** What was left out since the last call. */
  LeftOut takeCounts() {
    return new LeftOut(linesLeft.getAndSet(0), errorsLeft.getAndSet(0));
  }
}
