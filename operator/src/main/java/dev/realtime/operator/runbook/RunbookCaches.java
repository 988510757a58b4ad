package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.incident.ServiceView;
import dev.realtime.operator.reconcile.ServiceObjects;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The services, as the reconciler watches them, and the runs, watched here. */
final class RunbookCaches implements AutoCloseable {
  private final Predicate<RealtimeService> ours;
  private final ServiceObjects objects;
  private final Informers<RunbookRun> runs;

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
    this.objects = objects;
    this.ours = ours;
    this.runs =
        // Whole, as an approval counts only from whoever has written it.
        new Informers<>(
            client,
            namespaces,
            RunbookRun.class,
            "",
            run -> run.getSpec().service(),
            UnaryOperator.identity());
  }

  void start() {
    runs.start();
  }

  boolean watching() {
    return runs.watching();
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
    return runs.all();
  }

  /** The runs of one service. */
  List<RunbookRun> runs(ServiceView service) {
    return runs(service.namespace(), service.name());
  }

  /** The runs of the service of that name. */
  List<RunbookRun> runs(String namespace, String service) {
    List<RunbookRun> all = runs.of(namespace, service);
    return all.isEmpty()
        ? List.of()
        : all.stream().filter(run -> run.getMetadata().getDeletionTimestamp() == null).toList();
  }

  private static String key(RealtimeService service) {
    return service.getMetadata().getNamespace() + "/" + service.getMetadata().getName();
  }

  @Override
  public void close() {
    runs.close();
  }
}
