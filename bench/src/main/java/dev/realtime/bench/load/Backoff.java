package dev.realtime.bench.load;

import java.util.random.RandomGenerator;

/**
 * When a client comes back: 500 ms and a random part, which doubles with every failure; never more
 * than 20 s. This is what the Centrifugo SDKs do, so after a close everybody returns within 0.5 to
 * 1 s unless the server spreads the closes.
 */
final class Backoff {
  static final long LEAST_MILLIS = 500;
  static final long MOST_MILLIS = 20_000;

  private Backoff() {}

  static long millis(int failedAttempts, RandomGenerator random) {
    long bound = Math.min(MOST_MILLIS, LEAST_MILLIS << Math.min(failedAttempts, 10));
    return Math.min(MOST_MILLIS, LEAST_MILLIS + random.nextLong(bound));
  }
}
