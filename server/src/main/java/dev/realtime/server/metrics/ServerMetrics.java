package dev.realtime.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The server's meters. All are registered when this is made, so that a scrape shows zeroes rather
 * than nothing, and recording is a look-up in an array.
 */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal: on the path of every command
public final class ServerMetrics {
  /** Bounds of the histograms' buckets: 1 ms to 10 s, dense around the operator's 1 s threshold. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
    Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
    Duration.ofMillis(500), Duration.ofMillis(750), Duration.ofSeconds(1), Duration.ofMillis(1500),
    Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Counter[][] requests =
      new Counter[RequestKind.values().length][Outcome.values().length];
  private final Timer[] durations = new Timer[RequestKind.values().length];
  private final Counter[] rejections = new Counter[Rejection.values().length];
  private final Timer delivery;

  /** Registers the server's meters. */
  public ServerMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (RequestKind kind : RequestKind.values()) {
      for (Outcome outcome : Outcome.values()) {
        requests[kind.ordinal()][outcome.ordinal()] =
            Counter.builder("realtime.requests")
                .description("Requests of any kind by how they ended")
                .tag("kind", kind.label())
                .tag("outcome", outcome.label())
                .register(registry);
      }
      durations[kind.ordinal()] =
          Timer.builder("realtime.command.duration")
              .description("From a request read to its answer written")
              .tag("method", kind.label())
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
    }
    for (Rejection rejection : Rejection.values()) {
      rejections[rejection.ordinal()] =
          Counter.builder("realtime.rejected")
              .description("Turned away to protect the node")
              .tag("reason", rejection.label())
              .register(registry);
    }
    delivery =
        Timer.builder("realtime.publish.delivery")
            .description(
                "From a publication accepted by the broker to its last local subscriber's socket")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    CpuQuota.bindTo(registry);
  }

  /** Counts a request. */
  public void request(RequestKind kind, Outcome outcome) {
    requests[kind.ordinal()][outcome.ordinal()].increment();
  }

  /** Counts a request and records how long it took. */
  public void request(RequestKind kind, Outcome outcome, long nanos) {
    request(kind, outcome);
    durations[kind.ordinal()].record(Duration.ofNanos(nanos));
  }

  /** Records one broadcast's way through this node. */
  public void delivered(Duration sincePublished) {
    delivery.record(sincePublished.isNegative() ? Duration.ZERO : sincePublished);
  }

  /** Counts what was turned away. */
  public void rejected(Rejection reason) {
    rejections[reason.ordinal()].increment();
  }

  /**
   * A counter with one label whose values are an enum's constants, such as {@code
   * realtime_slow_clients_total{policy}}.
   */
  public <E extends Enum<E>> Map<E, Counter> counters(
      String name, String description, String label, Class<E> values) {
    Map<E, Counter> counters = new EnumMap<>(values);
    for (E value : values.getEnumConstants()) {
      counters.put(
          value,
          Counter.builder(name)
              .description(description)
              .tag(label, value.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    return counters;
  }

  /** A counter without labels. */
  public Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** A gauge, asked for its value at each scrape. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  /** Where other packages register meters of their own. */
  public MeterRegistry registry() {
    return registry;
  }
}
