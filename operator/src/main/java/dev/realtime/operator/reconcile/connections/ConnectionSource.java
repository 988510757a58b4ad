package dev.realtime.operator.reconcile.connections;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.workload.Autoscaling;
import dev.realtime.operator.process.Rounds;
import dev.realtime.operator.signal.ObservedServices;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the connections of every service and has it reconciled when what follows from them has
 * changed. It measures nothing itself: it reads what the runbook's samplers have read anyway.
 */
public final class ConnectionSource extends AbstractEventSource<Connections, RealtimeService> {
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Three readings, so that one that is late loses no pod. */
  private static final int READINGS = 3;

  /** A leader that has counted nothing yet lets the number of the one before stand for so long. */
  private static final Duration FIRST_COUNT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionSource.class);

  private final EventSourceContext<RealtimeService> context;
  private final ObservedServices observed;
  private final InstantSource clock;
  private final Map<ResourceID, Connections> counted = new ConcurrentHashMap<>();
  private final Map<ResourceID, FloorWindow> windows = new ConcurrentHashMap<>();
  private final Map<ResourceID, Total> totals = new ConcurrentHashMap<>();
  private @Nullable Rounds rounds;

  /** Counts nothing before it is started. */
  public ConnectionSource(
      EventSourceContext<RealtimeService> context, ObservedServices observed, InstantSource clock) {
    super(Connections.class, "connections");
    this.context = context;
    this.observed = observed;
    this.clock = clock;
  }

  /** What is known of a service. */
  public Connections of(RealtimeService service) {
    return counted.getOrDefault(ResourceID.fromResource(service), written(service));
  }

  private static Connections written(RealtimeService service) {
    return new Connections(service.statusOrEmpty().connections(), Map.of(), 0, false);
  }

  @Override
  public Set<Connections> getSecondaryResources(RealtimeService primary) {
    return Set.of(of(primary));
  }

  @Override
  public void start() {
    super.start();
    rounds = Rounds.now("connections", EVERY, this::lookAtAll);
  }

  @Override
  public void stop() {
    super.stop();
    if (rounds != null) {
      rounds.close();
    }
  }

  private void lookAtAll() {
    Set<ResourceID> there = new HashSet<>();
    context
        .getPrimaryCache()
        .list()
        .forEach(
            service -> {
              there.add(ResourceID.fromResource(service));
              look(service);
            });
    counted.keySet().retainAll(there);
    windows.keySet().retainAll(there);
    totals.keySet().retainAll(there);
  }

  private void look(RealtimeService service) {
    try {
      ResourceID id = ResourceID.fromResource(service);
      Connections now = count(service, id);
      Connections before = counted.put(id, now);
      if (!now.equals(before == null ? written(service) : before)) {
        getEventHandler().handleEvent(new Event(id));
      }
    } catch (RuntimeException e) {
      LOG.warn("Connections of {} cannot be counted; trying again in {}", service, EVERY, e);
    }
  }

  private Connections count(RealtimeService service, ResourceID id) {
    String namespace = id.getNamespace().orElseThrow();
    int interval = service.getSpec().monitoring().intervalSeconds();
    Count count =
        observed
            .latest(namespace, id.getName())
            .map(seen -> Count.of(seen, Duration.ofSeconds((long) READINGS * interval)))
            .orElseGet(() -> new Count(Map.of(), false));
    Map<String, Long> byPod =
        count.byPod().entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, pod -> Connections.rounded(pod.getValue())));
    Autoscaling autoscaling = service.getSpec().autoscaling();
    int floor = 0;
    boolean mayShrink = false;
    if (autoscaling != null && autoscaling.connectionsPerReplica() != null) {
      Instant now = clock.instant();
      Duration window = Duration.ofSeconds(autoscaling.scaleDownStabilizationSeconds());
      FloorWindow needs = windows.computeIfAbsent(id, _ -> new FloorWindow());
      if (!count.byPod().isEmpty()) {
        needs.add(now, count.total(), autoscaling.connectionsPerReplica(), count.complete());
      }
      floor = needs.floor(now, window);
      mayShrink = count.complete() && needs.full(now, window);
    }
    Long total =
        totals
            .computeIfAbsent(
                id,
                _ ->
                    new Total(
                        service.statusOrEmpty().connections(),
                        clock
                            .instant()
                            .plus(FIRST_COUNT)
                            .plus(Duration.ofSeconds((long) READINGS * interval))))
            .next(count, clock.instant());
    return new Connections(total, byPod, floor, mayShrink);
  }
}
