package dev.realtime.operator.runbook;

import dev.realtime.operator.process.ApiClients;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The watches of one kind, one for each namespace or one for all, found by service.
 *
 * @param <R> the kind
 */
final class Informers<R extends HasMetadata> implements AutoCloseable {
  private static final String BY_SERVICE = "service";

  private final Class<R> kind;
  private final List<SharedIndexInformer<R>> informers = new ArrayList<>();

  /**
   * Does not begin yet.
   *
   * @param namespaces watched; empty for all
   * @param selector labels of the objects; empty for any
   * @param service the name of the service that an object belongs to
   * @param kept makes of each object what is kept of it
   */
  Informers(
      KubernetesClient client,
      Set<String> namespaces,
      Class<R> kind,
      String selector,
      Function<R, String> service,
      UnaryOperator<R> kept) {
    this.kind = kind;
    var resources = client.resources(kind);
    var wheres = new ArrayList<FilterWatchListDeletable<R, ?, ?>>();
    if (namespaces.isEmpty()) {
      wheres.add(resources.inAnyNamespace());
    }
    for (String namespace : namespaces) {
      wheres.add(resources.inNamespace(namespace));
    }
    for (FilterWatchListDeletable<R, ?, ?> where : wheres) {
      Informable<R> these =
          (selector.isEmpty() ? where : where.withLabelSelector(selector))
              .withLimit(ApiClients.PAGE);
      SharedIndexInformer<R> informer = these.runnableInformer(0);
      informer.itemStore(new Kept<>(kept));
      informer.removeNamespaceIndex();
      informer.addIndexers(
          Map.of(
              BY_SERVICE,
              object -> List.of(key(object.getMetadata().getNamespace(), service.apply(object)))));
      informers.add(informer);
    }
  }

  /** Begins, and waits until all that is there is known. */
  void start() {
    informers.forEach(SharedIndexInformer::run);
  }

  String kind() {
    return kind.getSimpleName();
  }

  boolean watching() {
    return informers.stream().allMatch(each -> each.isRunning() && each.isWatching());
  }

  /** The objects of a service. */
  List<R> of(String namespace, String service) {
    String key = key(namespace, service);
    if (informers.size() == 1) {
      return informers.getFirst().getIndexer().byIndex(BY_SERVICE, key);
    }
    return informers.stream()
        .flatMap(informer -> informer.getIndexer().byIndex(BY_SERVICE, key).stream())
        .toList();
  }

  /** All objects of all services. */
  Stream<R> all() {
    return informers.stream().flatMap(informer -> informer.getStore().list().stream());
  }

  private static String key(String namespace, String service) {
    return namespace + "/" + service;
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  /** For objects of which nobody asks who wrote which field, which is most of each. */
  static <R extends HasMetadata> R withoutManagers(R object) {
    object.getMetadata().setManagedFields(null);
    return object;
  }

  private static final class Kept<R extends HasMetadata> extends BasicItemStore<R> {
    private final UnaryOperator<R> kept;

    Kept(UnaryOperator<R> kept) {
      super(Cache::metaNamespaceKeyFunc);
      this.kept = kept;
    }

    @Override
    public R put(String key, R object) {
      return super.put(key, kept.apply(object));
    }
  }
}
