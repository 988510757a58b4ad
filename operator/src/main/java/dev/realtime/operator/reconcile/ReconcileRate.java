package dev.realtime.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often one service is reconciled: {@link #BURST} times at once, and then once in {@link
 * #INTERVAL}. A tug-of-war over an object must not cost more than that, whoever else takes part in
 * it; nor must it keep the service waiting for longer, which the SDK's own limiter does: it refuses
 * until its whole period is over, and asks again after as long as the period has lasted already, so
 * that a correction comes up to twice the period late.
 */
public final class ReconcileRate implements RateLimiter<ReconcileRate.State> {
  /** Reconciles of a service that has been left alone. */
  static final int BURST = 30;

  /** Between two of one that has not. */
  static final Duration INTERVAL = Duration.ofMillis(100);

  private static final long STEP = INTERVAL.toNanos();

  private final LongSupplier nanoTime;

  /** One by the system's clock. */
  public ReconcileRate() {
    this(System::nanoTime);
  }

  ReconcileRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Of one service: when all that it has taken will have been given back. */
  public static final class State implements RateLimitState {
    private long full;

    private State(long full) {
      this.full = full;
    }
  }

  @Override
  public State initState() {
    return new State(nanoTime.getAsLong());
  }

  /**
   * Takes one reconcile of the service.
   *
   * @param state the service's; the SDK asks about one service from one thread at a time
   * @return empty: taken; else how long until there is one, at most {@link #INTERVAL}
   */
  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    State service = (State) state;
    long now = nanoTime.getAsLong();
    long taken = Math.max(0, service.full - now);
    long tooMuch = taken + STEP - BURST * STEP;
    if (tooMuch > 0) {
      return Optional.of(Duration.ofNanos(tooMuch));
    }
    service.full = now + taken + STEP;
    return Optional.empty();
  }
}
