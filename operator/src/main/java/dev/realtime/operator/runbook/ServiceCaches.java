package dev.realtime.operator.runbook;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.ServiceObjects;
import dev.realtime.operator.signal.Watched;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the runbook looks at of all services: what the reconciler watches, and their endpoints, to
 * which Kubernetes copies our labels from the Service.
 */
final class ServiceCaches implements Watched, AutoCloseable {
  private final ServiceObjects objects;
  private final Informers<EndpointSlice> endpoints;
  private final ApiHeartbeat heartbeat;

  ServiceCaches(KubernetesClient client, Set<String> namespaces, ServiceObjects objects) {
    this.objects = objects;
    endpoints =
        new Informers<>(
            client,
            namespaces,
            EndpointSlice.class,
            Names.MANAGED_BY + "=" + Names.OPERATOR,
            slice -> labels(slice).getOrDefault(Names.INSTANCE, ""),
            Informers::withoutManagers);
    heartbeat = new ApiHeartbeat(client);
  }

  /** Fills the cache that is not the reconciler's. */
  void start() {
    endpoints.start();
    heartbeat.start();
  }

  boolean watching() {
    return endpoints.watching();
  }

  @Override
  public Optional<String> blind() {
    return heartbeat
        .silence()
        .or(
            () ->
                objects
                    .brokenOff()
                    .or(() -> Optional.of(endpoints.kind()).filter(_ -> !endpoints.watching()))
                    .map(kind -> "the watch of " + kind + " has broken off"));
  }

  @Override
  public Optional<Deployment> deployment(String namespace, String service) {
    return objects.named(Deployment.class, namespace, service);
  }

  @Override
  public List<Pod> pods(String namespace, String service, String component) {
    return objects.pods(namespace, service).stream()
        .filter(pod -> component.equals(labels(pod).get(Names.COMPONENT)))
        .toList();
  }

  @Override
  public List<EndpointSlice> endpointSlices(String namespace, String service) {
    return endpoints.of(namespace, service).stream()
        .filter(slice -> service.equals(labels(slice).get("kubernetes.io/service-name")))
        .toList();
  }

  /** A Secret with our label. */
  Optional<Secret> secret(String namespace, String name) {
    return objects.named(Secret.class, namespace, name);
  }

  private static Map<String, String> labels(HasMetadata object) {
    return object.getMetadata().getLabels();
  }

  @Override
  public void close() {
    heartbeat.close();
    endpoints.close();
  }
}
