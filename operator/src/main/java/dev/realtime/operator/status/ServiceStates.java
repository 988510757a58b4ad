package dev.realtime.operator.status;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.status.Verdict.Truth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How many services are in which state: {@code realtime_operator_services{condition, status}}. The
 * number of series does not grow with the number of services; which service it is stands in {@code
 * kubectl get rts -A}.
 */
public final class ServiceStates implements MeterBinder {
  private final Supplier<Stream<RealtimeService>> services;

  /**
   * Over the services of a cache.
   *
   * @param services asked at each scrape
   */
  public ServiceStates(Supplier<Stream<RealtimeService>> services) {
    this.services = services;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (ConditionType type : ConditionType.values()) {
      for (Truth truth : Truth.values()) {
        Gauge.builder("realtime.operator.services", () -> count(type, truth))
            .description("Services whose condition has that status")
            .tags("condition", type.word(), "status", truth.word())
            .strongReference(true)
            .register(registry);
      }
    }
  }

  private long count(ConditionType type, Truth truth) {
    return services
        .get()
        .flatMap(service -> service.statusOrEmpty().condition(type.word()).stream())
        .filter(condition -> condition.getStatus().equals(truth.word()))
        .count();
  }
}
