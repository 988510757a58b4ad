package dev.realtime.operator.runbook;

import dev.realtime.operator.reconcile.Names;
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
import java.util.stream.Stream;

/**
 * What the runbook looks at of all services: one watch for each kind, restricted to our label, and
 * of each object only what is looked at. They lead to a service by the label with its name, which
 * Kubernetes copies from the Service to its endpoints.
 */
final class ServiceCaches implements Watched, AutoCloseable {
  private final Informers<Deployment> deployments;
  private final Informers<Pod> pods;
  private final Informers<EndpointSlice> endpoints;
  private final Informers<Secret> secrets;
  private final ApiHeartbeat heartbeat;

  ServiceCaches(KubernetesClient client, Set<String> namespaces) {
    deployments = informers(client, namespaces, Deployment.class);
    pods = informers(client, namespaces, Pod.class);
    endpoints = informers(client, namespaces, EndpointSlice.class);
    secrets = informers(client, namespaces, Secret.class);
    heartbeat = new ApiHeartbeat(client);
  }

  private static <R extends HasMetadata> Informers<R> informers(
      KubernetesClient client, Set<String> namespaces, Class<R> kind) {
    return new Informers<>(client, namespaces, kind, Names.MANAGED_BY + "=" + Names.OPERATOR);
  }

  /** Fills the caches. */
  void start() {
    all().forEach(Informers::start);
    heartbeat.start();
  }

  private Stream<Informers<?>> all() {
    return Stream.of(deployments, pods, endpoints, secrets);
  }

  boolean watching() {
    return all().allMatch(Informers::watching);
  }

  @Override
  public Optional<String> blind() {
    return heartbeat
        .silence()
        .or(
            () ->
                all()
                    .filter(informers -> !informers.watching())
                    .findFirst()
                    .map(informers -> "the watch of " + informers.kind() + " has broken off"));
  }

  @Override
  public Optional<Deployment> deployment(String namespace, String service) {
    return deployments.of(namespace, service).stream()
        .filter(deployment -> deployment.getMetadata().getName().equals(service))
        .findFirst();
  }

  @Override
  public List<Pod> pods(String namespace, String service, String component) {
    return pods.of(namespace, service).stream()
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
    return secrets.named(namespace, name);
  }

  private static Map<String, String> labels(HasMetadata object) {
    return object.getMetadata().getLabels();
  }

  @Override
  public void close() {
    heartbeat.close();
    all().forEach(Informers::close);
  }
}
