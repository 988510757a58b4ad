package dev.realtime.operator.signal;

import io.fabric8.kubernetes.api.model.metrics.v1beta1.PodMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What metrics.k8s.io says of the pods of all services: one list for all of them, read when the
 * first of them asks for something newer. A refusal is everybody's, too: in a cluster without such
 * metrics each service would otherwise ask for itself. Safe for use by many threads.
 */
public final class PodUses {
  private static final String INSTANCE = "app.kubernetes.io/instance";
  private static final String COMPONENT = "app.kubernetes.io/component";

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Map<String, String> labels;
  private Map<String, List<PodMetrics>> byService = Map.of();
  private @Nullable KubernetesClientException refusal;
  private Instant read = Instant.MIN;

  /**
   * Reads nothing yet.
   *
   * @param namespaces whose pods are read; empty for all
   * @param labels that the pods of all services have
   */
  public PodUses(KubernetesClient client, Set<String> namespaces, Map<String, String> labels) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.labels = Map.copyOf(labels);
  }

  /**
   * The pods of a component, not older than a while.
   *
   * @throws KubernetesClientException where there is no metrics.k8s.io, or was none a while ago
   */
  public synchronized List<PodMetrics> of(
      String namespace, String service, String component, Instant now, Duration notOlder) {
    // Metrics are measured no more often than this.
    if (read.equals(Instant.MIN) || !now.isBefore(read.plus(notOlder))) {
      try {
        byService = readAll();
        refusal = null;
      } catch (KubernetesClientException e) {
        refusal = e;
      }
      read = now;
    }
    if (refusal != null) {
      throw refusal;
    }
    return byService.getOrDefault(key(namespace, service, component), List.of());
  }

  private Map<String, List<PodMetrics>> readAll() {
    var pods = new ArrayList<PodMetrics>();
    if (namespaces.isEmpty()) {
      pods.addAll(client.top().pods().withLabels(labels).metrics().getItems());
    }
    for (String namespace : namespaces) {
      pods.addAll(
          client.top().pods().inNamespace(namespace).withLabels(labels).metrics().getItems());
    }
    var map = new HashMap<String, List<PodMetrics>>();
    for (PodMetrics pod : pods) {
      Map<String, String> has = pod.getMetadata().getLabels();
      String key =
          key(
              pod.getMetadata().getNamespace(),
              has.getOrDefault(INSTANCE, ""),
              has.getOrDefault(COMPONENT, ""));
      map.computeIfAbsent(key, _ -> new ArrayList<>()).add(pod);
    }
    return map;
  }

  private static String key(String namespace, String service, String component) {
    return namespace + "/" + service + "/" + component;
  }
}
