package dev.realtime.server.session;

/**
 * A rate limit: so many a second on average, and as many at once as one second's worth (or the
 * burst given). Safe for use by several threads.
 */
public final class TokenBucket {
  private double tokens;
  private long lastNanos;

  /** A full bucket. */
  public TokenBucket(double burst, long nowNanos) {
    this.tokens = burst;
    this.lastNanos = nowNanos;
  }

  /**
   * Takes one, if there is one.
   *
   * @param perSecond how fast it fills, above 0
   * @param burst how many it holds, at least 1
   */
  public synchronized boolean take(double perSecond, double burst, long nowNanos) {
    double filled = tokens + Math.max(0, nowNanos - lastNanos) * 1e-9 * perSecond;
    lastNanos = nowNanos;
    tokens = Math.min(filled, burst);
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Whether it has been full for so long that it can be forgotten. */
  synchronized boolean isIdle(long nowNanos) {
    return nowNanos - lastNanos > 5_000_000_000L;
  }
}
