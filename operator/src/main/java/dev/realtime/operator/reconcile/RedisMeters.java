package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisNodes;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The exact figures of each service's Redis as the operator's own connection sees it, which the
 * status has only rounded. {@code realtime_operator_redis{verdict}} is 1 for the verdict that
 * holds, "unknown" among them; a figure that is not known is NaN and never 0, so that an alert on
 * it does not fire. Gone with the service.
 */
final class RedisMeters implements MeterBinder {
  private static final double MILLIS = 1000.0;
  private static final List<String> ROLES = List.of("master", "replica", "sentinel");

  private final Map<ResourceID, Latest> latest = new ConcurrentHashMap<>();
  private volatile @Nullable MeterRegistry registry;

  /** What its gauges read. */
  private static final class Latest {
    private volatile RedisVerdict verdict = RedisVerdict.UNKNOWN;
    private volatile @Nullable RedisFact fact;
    private final List<Meter> meters = new ArrayList<>();

    double figure(ToDoubleFunction<RedisFact> figure) {
      RedisFact now = fact;
      return now == null || !now.reachable() ? Double.NaN : figure.applyAsDouble(now);
    }
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    registry = meters;
  }

  /** A reading was taken and judged. */
  void seen(ResourceID service, RedisVerdict verdict, Fact<RedisFact> fact) {
    MeterRegistry meters = registry;
    if (meters == null) {
      return;
    }
    Latest now = latest.computeIfAbsent(service, id -> register(id, meters));
    now.verdict = verdict;
    now.fact = fact.value().orElse(null);
  }

  /** The service is gone. */
  void forget(ResourceID service) {
    MeterRegistry meters = registry;
    Latest gone = latest.remove(service);
    if (meters != null && gone != null) {
      gone.meters.forEach(meters::remove);
    }
  }

  private static Latest register(ResourceID id, MeterRegistry meters) {
    Latest latest = new Latest();
    Tags service = Tags.of("namespace", id.getNamespace().orElse(""), "service", id.getName());
    for (RedisVerdict verdict : RedisVerdict.values()) {
      if (verdict != RedisVerdict.NONE) {
        latest.meters.add(
            Gauge.builder("realtime.operator.redis", latest, it -> it.verdict == verdict ? 1 : 0)
                .description("What the operator's own connection to Redis comes to: 1 where so")
                .tags(service.and("verdict", verdict.name().toLowerCase(Locale.ROOT)))
                .register(meters));
      }
    }
    gauge(latest, meters, service, "ping", "seconds", "Time of a PING", RedisMeters::ping);
    gauge(
        latest,
        meters,
        service,
        "round.trip",
        "seconds",
        "Time in which a publication came back through a subscription",
        RedisMeters::roundTrip);
    gauge(
        latest, meters, service, "memory.used", "bytes", "Memory in use", RedisMeters::memoryUsed);
    gauge(
        latest,
        meters,
        service,
        "memory.max",
        "bytes",
        "maxmemory; 0 if unbounded",
        RedisMeters::memoryMax);
    gauge(
        latest,
        meters,
        service,
        "replication.lag",
        "seconds",
        "How long ago the furthest replica has said how far it is",
        fact -> replicated(fact, fact.nodes().lagSeconds()));
    gauge(
        latest,
        meters,
        service,
        "replication.lag.size",
        "bytes",
        "How far the furthest replica is behind",
        fact -> replicated(fact, fact.nodes().lagBytes()));
    gauge(
        latest,
        meters,
        service,
        "replicas",
        null,
        "Replicas in sync with the master",
        fact -> orNaN(fact.nodes().connectedReplicas()));
    pressure(latest, meters, service);
    for (String role : ROLES) {
      gauge(
          latest,
          meters,
          service.and("role", role),
          "nodes",
          null,
          "Processes that answer with that role",
          fact -> ofRole(role, fact));
    }
    return latest;
  }

  /** What Redis had to refuse or to give up, and what was slow. */
  private static void pressure(Latest latest, MeterRegistry meters, Tags service) {
    gauge(
        latest,
        meters,
        service,
        "evicted.per.second",
        null,
        "Keys evicted for lack of memory",
        fact -> fact.memory() == null ? Double.NaN : fact.memory().evictedPerSecond());
    gauge(
        latest,
        meters,
        service,
        "rejected.writes.per.second",
        null,
        "Writes refused for lack of memory",
        fact -> fact.memory() == null ? Double.NaN : fact.memory().rejectedPerSecond());
    gauge(
        latest,
        meters,
        service,
        "refused.connections.per.second",
        null,
        "Connections refused, for maxclients is reached",
        fact -> seen(fact, fact.nodes().refusedPerSecond()));
    gauge(
        latest,
        meters,
        service,
        "slow.log.entries",
        null,
        "Entries of the slow log that were read, the newest",
        fact -> fact.slowLog().size());
  }

  private static void gauge(
      Latest latest,
      MeterRegistry meters,
      Tags service,
      String name,
      @Nullable String unit,
      String description,
      ToDoubleFunction<RedisFact> figure) {
    latest.meters.add(
        Gauge.builder("realtime.operator.redis." + name, latest, it -> it.figure(figure))
            .description(description)
            .baseUnit(unit)
            .tags(service)
            .register(meters));
  }

  private static double ping(RedisFact fact) {
    return fact.pingMillis() / MILLIS;
  }

  private static double roundTrip(RedisFact fact) {
    return orNaN(fact.nodes().roundTripMillis()) / MILLIS;
  }

  private static double memoryUsed(RedisFact fact) {
    return fact.memory() == null ? Double.NaN : fact.memory().usedBytes();
  }

  private static double memoryMax(RedisFact fact) {
    return fact.memory() == null ? Double.NaN : fact.memory().maxBytes();
  }

  /** A lag is known where there is a replica. */
  private static double replicated(RedisFact fact, double lag) {
    RedisNodes nodes = fact.nodes();
    return nodes.connectedReplicas() == null || nodes.connectedReplicas() == 0 ? Double.NaN : lag;
  }

  private static double ofRole(String role, RedisFact fact) {
    List<RedisNodes.Node> nodes = fact.nodes().nodes();
    return seen(fact, (int) nodes.stream().filter(node -> role.equals(node.role())).count());
  }

  /** What its processes say is known where one of them is. */
  private static double seen(RedisFact fact, double figure) {
    return fact.nodes().nodes().isEmpty() ? Double.NaN : figure;
  }

  private static double orNaN(@Nullable Number number) {
    return number == null ? Double.NaN : number.doubleValue();
  }
}
