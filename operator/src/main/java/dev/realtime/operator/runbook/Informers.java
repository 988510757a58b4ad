package dev.realtime.operator.runbook;

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
   */
  Informers(
      KubernetesClient client,
      Set<String> namespaces,
      Class<R> kind,
      String selector,
      Function<R, String> service) {
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
      Informable<R> these = selector.isEmpty() ? where : where.withLabelSelector(selector);
      SharedIndexInformer<R> informer = these.runnableInformer(0);
      informer.itemStore(new Trimmed<>());
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

  /** Keeps of each object what is looked at: most of one is who wrote which field. */
  private static final class Trimmed<R extends HasMetadata> extends BasicItemStore<R> {
    Trimmed() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public R put(String key, R object) {
      object.getMetadata().setManagedFields(null);
      return super.put(key, object);
    }
  }
}
