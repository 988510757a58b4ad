package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.incident.ServiceView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The operator's own resources, watched: they are few, and of no great size. */
final class RunbookCaches implements AutoCloseable {
  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final String selector;
  private final List<SharedIndexInformer<RealtimeService>> services = new ArrayList<>();
  private final List<SharedIndexInformer<RunbookRun>> runs = new ArrayList<>();

  RunbookCaches(KubernetesClient client, Set<String> namespaces, String selector) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.selector = selector;
  }

  void start() {
    if (namespaces.isEmpty()) {
      var all = client.resources(RealtimeService.class).inAnyNamespace();
      services.add(selector.isEmpty() ? all.inform() : all.withLabelSelector(selector).inform());
      runs.add(client.resources(RunbookRun.class).inAnyNamespace().inform());
    }
    for (String namespace : namespaces) {
      var some = client.resources(RealtimeService.class).inNamespace(namespace);
      services.add(selector.isEmpty() ? some.inform() : some.withLabelSelector(selector).inform());
      runs.add(client.resources(RunbookRun.class).inNamespace(namespace).inform());
    }
  }

  boolean watching() {
    return Stream.concat(services.stream(), runs.stream())
        .allMatch(informer -> informer.isRunning() && informer.isWatching());
  }

  /** All services by namespace and name; those being deleted are left alone. */
  Map<String, RealtimeService> services() {
    var byKey = new HashMap<String, RealtimeService>();
    services.stream()
        .flatMap(informer -> informer.getStore().list().stream())
        .filter(service -> service.getMetadata().getDeletionTimestamp() == null)
        .forEach(service -> byKey.put(key(service), service));
    return byKey;
  }

  /** All runs of all services. */
  Stream<RunbookRun> allRuns() {
    return runs.stream().flatMap(informer -> informer.getStore().list().stream());
  }

  /** The runs of one service. */
  List<RunbookRun> runs(ServiceView service) {
    return runs(service.namespace(), service.name());
  }

  /** The runs of the service of that name. */
  List<RunbookRun> runs(String namespace, String service) {
    return allRuns()
        .filter(run -> run.getMetadata().getNamespace().equals(namespace))
        .filter(run -> run.getSpec().service().equals(service))
        .filter(run -> run.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private static String key(HasMetadata resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }

  @Override
  public void close() {
    services.forEach(SharedIndexInformer::close);
    runs.forEach(SharedIndexInformer::close);
  }
}
