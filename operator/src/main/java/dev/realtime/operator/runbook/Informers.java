package dev.realtime.operator.runbook;

import dev.realtime.operator.reconcile.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The watches of one kind, one for each namespace or one for all, found by service.
 *
 * @param <R> the kind
 */
final class Informers<R extends HasMetadata> implements AutoCloseable {
  private static final String BY_SERVICE = "service";

  private final Class<R> kind;
  private final List<SharedIndexInformer<R>> informers = new ArrayList<>();

  /** Does not begin yet. */
  Informers(KubernetesClient client, Set<String> namespaces, Class<R> kind, String selector) {
    this.kind = kind;
    var resources = client.resources(kind);
    if (namespaces.isEmpty()) {
      informers.add(resources.inAnyNamespace().withLabelSelector(selector).runnableInformer(0));
    }
    for (String namespace : namespaces) {
      informers.add(
          resources.inNamespace(namespace).withLabelSelector(selector).runnableInformer(0));
    }
    for (SharedIndexInformer<R> informer : informers) {
      informer.itemStore(new Trimmed<>());
      informer.removeNamespaceIndex();
      informer.addIndexers(Map.of(BY_SERVICE, object -> List.of(service(object))));
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

  private static String service(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return key(object.getMetadata().getNamespace(), labels.getOrDefault(Names.INSTANCE, ""));
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
