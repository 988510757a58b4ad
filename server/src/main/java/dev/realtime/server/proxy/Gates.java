package dev.realtime.server.proxy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;

/** Bulkhead and circuit breaker before one endpoint. */
final class Gates {
  /** Calls that try a backend whose circuit was open. */
  private static final int TRIALS = 5;

  private final String name;
  private final Bulkhead bulkhead;
  private volatile Circuit circuit;

  Gates(String name, ProxySettings settings) {
    this.name = name;
    this.bulkhead = new Bulkhead(settings.concurrency());
    this.circuit = circuitOf(settings.circuit());
  }

  /**
   * A breaker, and how it is to be used.
   *
   * @param deliberate whether what it keeps away is turned away on purpose
   */
  private record Circuit(CircuitBreaker breaker, boolean deliberate) {}

  /** What became of the wish to make a call. */
  sealed interface Entry {
    /** Not now. */
    record Refused(ProxyFailure failure, String detail) implements Entry {}

    /** Come in; and leave once. */
    record Pass(Bulkhead bulkhead, CircuitBreaker breaker, long enteredAt) implements Entry {
      /**
       * Ends the call.
       *
       * @return how long it took, in nanoseconds
       */
      long leave(boolean failed) {
        long nanos = System.nanoTime() - enteredAt;
        bulkhead.leave();
        breaker.onResult(nanos, TimeUnit.NANOSECONDS, failed);
        return nanos;
      }
    }
  }

  Entry enter() {
    if (!bulkhead.tryEnter()) {
      return new Entry.Refused(
          ProxyFailure.BUSY, bulkhead.limit() + " calls are under way, and no more are allowed");
    }
    Circuit current = circuit;
    if (!current.breaker().tryAcquirePermission()) {
      bulkhead.leave();
      return current.deliberate()
          ? new Entry.Refused(
              ProxyFailure.STOPPED, "the circuit is open, as the configuration wants it")
          : new Entry.Refused(
              ProxyFailure.CIRCUIT_OPEN, "the circuit is open after too many failed or slow calls");
    }
    return new Entry.Pass(bulkhead, current.breaker(), System.nanoTime());
  }

  void reconfigure(ProxySettings before, ProxySettings now) {
    bulkhead.limit(now.concurrency());
    if (!before.circuit().equals(now.circuit()) || !before.endpoint().equals(now.endpoint())) {
      circuit = circuitOf(now.circuit());
    }
  }

  int inFlight() {
    return bulkhead.inside();
  }

  /** 0 closed, 1 half open, 2 open. */
  int circuitState() {
    return switch (circuit.breaker().getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> 0;
      case HALF_OPEN -> 1;
      case OPEN, FORCED_OPEN -> 2;
    };
  }

  private Circuit circuitOf(ProxySettings.Circuit wanted) {
    boolean eager = wanted.mode() == ProxySettings.CircuitMode.EAGER;
    int window = eager ? 1 : wanted.window();
    int failureRate = eager ? 1 : wanted.failureRate();
    CircuitBreaker made =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .recordResult(Boolean.TRUE::equals)
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(window)
                .minimumNumberOfCalls(window)
                .failureRateThreshold(failureRate)
                .slowCallDurationThreshold(wanted.slowAfter())
                .slowCallRateThreshold(failureRate)
                .waitDurationInOpenState(wanted.openFor())
                .permittedNumberOfCallsInHalfOpenState(eager ? 1 : TRIALS)
                .build());
    switch (wanted.mode()) {
      case AUTOMATIC, EAGER -> {}
      case OPEN -> made.transitionToForcedOpenState();
      case OFF -> made.transitionToDisabledState();
    }
    return new Circuit(made, eager || wanted.mode() == ProxySettings.CircuitMode.OPEN);
  }
}
