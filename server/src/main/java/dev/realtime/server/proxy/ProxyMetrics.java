package dev.realtime.server.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Figures of one proxy.
 *
 * <ul>
 *   <li>{@code realtime_proxy_duration_seconds{proxy,outcome}}: calls to the backend; outcome
 *       {@code ok}, {@code status}, {@code timeout}, {@code unreachable}
 *   <li>{@code realtime_proxy_requests_total{proxy,outcome}}: questions, answered by a call, the
 *       cache or nobody; outcome {@code ok}, {@code error}, {@code disconnect} or a {@link
 *       ProxyFailure}
 *   <li>{@code realtime_proxy_inflight{proxy}}: calls under way
 *   <li>{@code realtime_proxy_circuit_state{proxy}}: 0 closed, 1 half open, 2 open
 *   <li>{@code realtime_proxy_cache_total{proxy,result}}: {@code hit} or {@code miss}
 * </ul>
 */
final class ProxyMetrics {
  /** Bounds that tell a backend in the same zone from a slow one; the timeout's default is 1 s. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final String name;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final Map<String, Counter> requests = new ConcurrentHashMap<>();
  private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();
  private final Counter hits;
  private final Counter misses;

  /** Where proxies register. */
  record Registry(MeterRegistry meters) {
    ProxyMetrics of(String name, Gates gates) {
      return new ProxyMetrics(meters, name, gates);
    }
  }

  private ProxyMetrics(MeterRegistry registry, String name, Gates gates) {
    this.registry = registry;
    this.name = name;
    hits = counter("realtime.proxy.cache", "result", "hit");
    misses = counter("realtime.proxy.cache", "result", "miss");
    meters.add(
        Gauge.builder("realtime.proxy.inflight", gates, Gates::inFlight)
            .tag("proxy", name)
            .register(registry));
    meters.add(
        Gauge.builder("realtime.proxy.circuit.state", gates, Gates::circuitState)
            .tag("proxy", name)
            .register(registry));
  }

  void duration(String outcome, long nanos) {
    timers
        .computeIfAbsent(
            outcome,
            missing -> {
              Timer timer =
                  Timer.builder("realtime.proxy.duration")
                      .tag("proxy", name)
                      .tag("outcome", missing)
                      .serviceLevelObjectives(BUCKETS)
                      .register(registry);
              meters.add(timer);
              return timer;
            })
        .record(Duration.ofNanos(nanos));
  }

  void outcome(String outcome) {
    requests
        .computeIfAbsent(outcome, missing -> counter("realtime.proxy.requests", "outcome", missing))
        .increment();
  }

  void cache(boolean hit) {
    (hit ? hits : misses).increment();
  }

  /** Takes the figures of a proxy that is no more out of the registry. */
  void remove() {
    meters.forEach(registry::remove);
  }

  private Counter counter(String metric, String tag, String value) {
    Counter counter = Counter.builder(metric).tag("proxy", name).tag(tag, value).register(registry);
    meters.add(counter);
    return counter;
  }
}
