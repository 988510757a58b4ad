package dev.realtime.operator.process;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The services that an operator looks after. It stands on its Lease, so that another operator knows
 * which of them are not its own any more.
 *
 * @param namespaces whose services; empty: all
 * @param selector label selector of the services; empty: all
 */
public record Scope(Set<String> namespaces, String selector) {
  private static final String NAMESPACES = "realtime.dev/watch-namespaces";
  private static final String SELECTOR = "realtime.dev/watch-selector";

  public Scope {
    namespaces = Set.copyOf(namespaces);
  }

  static Scope of(OperatorSettings settings) {
    return new Scope(settings.watchNamespaces(), settings.selector());
  }

  /** As annotated on a Lease; one without annotations has everything. */
  public static Scope of(Lease lease) {
    Map<String, String> annotations = lease.getMetadata().getAnnotations();
    return new Scope(
        Stream.of(annotations.getOrDefault(NAMESPACES, "").split(",", -1))
            .filter(namespace -> !namespace.isEmpty())
            .collect(Collectors.toSet()),
        annotations.getOrDefault(SELECTOR, ""));
  }

  /** What is to be annotated on the Lease. */
  Map<String, String> annotations() {
    return Map.of(NAMESPACES, String.join(",", new TreeSet<>(namespaces)), SELECTOR, selector);
  }

  /**
   * Whether a service is among them. What a selector selects, the API server knows best.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if that cannot be asked for
   */
  public boolean has(RealtimeService service, KubernetesClient client) {
    String namespace = service.getMetadata().getNamespace();
    if (!namespaces.isEmpty() && !namespaces.contains(namespace)) {
      return false;
    }
    return selector.isEmpty()
        || !client
            .resources(RealtimeService.class)
            .inNamespace(namespace)
            .withField("metadata.name", service.getMetadata().getName())
            .withLabelSelector(selector)
            .list()
            .getItems()
            .isEmpty();
  }
}
