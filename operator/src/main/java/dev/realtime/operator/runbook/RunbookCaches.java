package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.incident.ServiceView;
import dev.realtime.operator.reconcile.ServiceObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The services, as the reconciler watches them, and the runs, watched here. */
final class RunbookCaches implements AutoCloseable {
  private static final String BY_SERVICE = "service";

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Predicate<RealtimeService> ours;
  private final ServiceObjects objects;
  private final List<SharedIndexInformer<RunbookRun>> runs = new ArrayList<>();

  /**
   * Not filled yet.
   *
   * @param ours whether no other operator looks after a service
   */
  RunbookCaches(
      KubernetesClient client,
      Set<String> namespaces,
      ServiceObjects objects,
      Predicate<RealtimeService> ours) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.objects = objects;
    this.ours = ours;
  }

  void start() {
    if (namespaces.isEmpty()) {
      runs.add(indexed(client.resources(RunbookRun.class).inAnyNamespace().runnableInformer(0)));
    }
    for (String namespace : namespaces) {
      runs.add(
          indexed(client.resources(RunbookRun.class).inNamespace(namespace).runnableInformer(0)));
    }
  }

  private static SharedIndexInformer<RunbookRun> indexed(SharedIndexInformer<RunbookRun> informer) {
    return informer
        .addIndexers(
            Map.of(
                BY_SERVICE,
                run -> List.of(key(run.getMetadata().getNamespace(), run.getSpec().service()))))
        .run();
  }

  boolean watching() {
    return runs.stream().allMatch(informer -> informer.isRunning() && informer.isWatching());
  }

  /** All services by namespace and name; those being deleted, and another's, are left alone. */
  Map<String, RealtimeService> services() {
    var byKey = new HashMap<String, RealtimeService>();
    objects
        .services()
        .filter(this::lookedAfter)
        .forEach(service -> byKey.put(key(service), service));
    return byKey;
  }

  private boolean lookedAfter(RealtimeService service) {
    return service.getMetadata().getDeletionTimestamp() == null && ours.test(service);
  }

  /** One service, unless it is being deleted or another operator's. */
  Optional<RealtimeService> service(String namespace, String name) {
    return objects.service(namespace, name).filter(this::lookedAfter);
  }

  /** The status of a service as it is now, whenever that one was read. */
  RealtimeServiceStatus status(RealtimeService service) {
    return service(service.getMetadata().getNamespace(), service.getMetadata().getName())
        .map(RealtimeService::statusOrEmpty)
        .orElseGet(RealtimeServiceStatus::empty);
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
    String key = key(namespace, service);
    return runs.stream()
        .flatMap(informer -> informer.getIndexer().byIndex(BY_SERVICE, key).stream())
        .filter(run -> run.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private static String key(HasMetadata resource) {
    return key(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  @Override
  public void close() {
    runs.forEach(SharedIndexInformer::close);
  }
}
