package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The services and the objects they are made of, as the reconciler's informers hold them, for other
 * parts to read: of each kind there is one watch and one copy. Empty until the operator has
 * started. Nothing that is read here may be changed.
 */
public final class ServiceObjects {
  private static final String BY_SERVICE = "by-service";

  private final Map<Class<?>, InformerEventSource<?, RealtimeService>> sources =
      new ConcurrentHashMap<>();
  private volatile @Nullable IndexerResourceCache<RealtimeService> services;

  /** Those of this cache. */
  void services(IndexerResourceCache<RealtimeService> cache) {
    services = cache;
  }

  /** Reads objects of a kind from this source, which has not begun yet. */
  <R extends HasMetadata> void add(Class<R> kind, InformerEventSource<R, RealtimeService> source) {
    if (kind == Pod.class) {
      source.addIndexers(
          Map.of(
              BY_SERVICE,
              pod ->
                  List.of(
                      key(
                          pod.getMetadata().getNamespace(),
                          pod.getMetadata().getLabels().getOrDefault(Names.INSTANCE, "")))));
    }
    sources.put(kind, source);
  }

  /** All services. */
  public Stream<RealtimeService> services() {
    IndexerResourceCache<RealtimeService> cache = services;
    return cache == null ? Stream.empty() : cache.list();
  }

  /** One service. */
  public Optional<RealtimeService> service(String namespace, String name) {
    IndexerResourceCache<RealtimeService> cache = services;
    return cache == null ? Optional.empty() : cache.get(new ResourceID(name, namespace));
  }

  /** The pods that have the service's label. */
  public List<Pod> pods(String namespace, String service) {
    return source(Pod.class)
        .map(source -> source.byIndex(BY_SERVICE, key(namespace, service)))
        .orElse(List.of());
  }

  /** An object of that name, of whatever service. */
  public <R extends HasMetadata> Optional<R> named(Class<R> kind, String namespace, String name) {
    return source(kind).flatMap(source -> source.get(new ResourceID(name, namespace)));
  }

  @SuppressWarnings("unchecked") // as they were added
  private <R extends HasMetadata> Optional<InformerEventSource<R, RealtimeService>> source(
      Class<R> kind) {
    return Optional.ofNullable((InformerEventSource<R, RealtimeService>) sources.get(kind));
  }

  /** A kind of which changes do not come in now; empty: all do. */
  public Optional<String> brokenOff() {
    if (services instanceof InformerWrappingEventSourceHealthIndicator<?> informers
        && !watching(informers)) {
      return Optional.of(RealtimeService.class.getSimpleName());
    }
    return sources.entrySet().stream()
        .filter(entry -> !watching(entry.getValue()))
        .map(entry -> entry.getKey().getSimpleName())
        .findFirst();
  }

  private static boolean watching(InformerWrappingEventSourceHealthIndicator<?> informers) {
    return informers.informerHealthIndicators().values().stream()
        .allMatch(InformerHealthIndicator::isWatching);
  }

  private static String key(String namespace, String service) {
    return namespace + "/" + service;
  }
}
