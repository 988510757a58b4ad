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
  private volatile CircuitBreaker breaker;

  Gates(String name, ProxySettings settings) {
    this.name = name;
    this.bulkhead = new Bulkhead(settings.concurrency());
    this.breaker = breakerOf(settings.circuit());
  }

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
    CircuitBreaker current = breaker;
    if (!current.tryAcquirePermission()) {
      bulkhead.leave();
      return new Entry.Refused(
          ProxyFailure.CIRCUIT_OPEN,
          current.getState() == CircuitBreaker.State.FORCED_OPEN
              ? "the circuit was opened by configuration"
              : "the circuit is open after too many failed or slow calls");
    }
    return new Entry.Pass(bulkhead, current, System.nanoTime());
  }

  void reconfigure(ProxySettings before, ProxySettings now) {
    bulkhead.limit(now.concurrency());
    if (!before.circuit().equals(now.circuit())) {
      breaker = breakerOf(now.circuit());
    }
  }

  int inFlight() {
    return bulkhead.inside();
  }

  /** 0 closed, 1 half open, 2 open. */
  int circuitState() {
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> 0;
      case HALF_OPEN -> 1;
      case OPEN, FORCED_OPEN -> 2;
    };
  }

  private CircuitBreaker breakerOf(ProxySettings.Circuit circuit) {
    CircuitBreaker made =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .recordResult(Boolean.TRUE::equals)
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(circuit.window())
                .minimumNumberOfCalls(circuit.window())
                .failureRateThreshold(circuit.failureRate())
                .slowCallDurationThreshold(circuit.slowAfter())
                .slowCallRateThreshold(circuit.failureRate())
                .waitDurationInOpenState(circuit.openFor())
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .build());
    switch (circuit.mode()) {
      case AUTOMATIC -> {}
      case OPEN -> made.transitionToForcedOpenState();
      case OFF -> made.transitionToDisabledState();
    }
    return made;
  }
}
