package dev.realtime.operator.signal;

import dev.realtime.operator.signal.ResourceFact.Use;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.ContainerMetrics;
import io.fabric8.kubernetes.api.model.metrics.v1beta1.PodMetrics;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads metrics.k8s.io. A cluster without it has no such figures, which is unknown, not zero. */
public final class ResourceReader implements Sampler {
  /** The metrics-server itself reads every 15 s. */
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Watched watched;
  private final PodUses uses;
  private final String namespace;
  private final String service;

  /**
   * Of one service.
   *
   * @param uses shared by all services
   */
  public ResourceReader(Watched watched, PodUses uses, String namespace, String service) {
    this.watched = watched;
    this.uses = uses;
    this.namespace = namespace;
    this.service = service;
  }

  @Override
  public String name() {
    return "resources";
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public Duration timeout() {
    return INTERVAL;
  }

  @Override
  public Batch read(Instant now) {
    try {
      List<PodMetrics> metrics = uses.of(namespace, service, WorkloadReader.SERVER, now, INTERVAL);
      if (metrics.isEmpty()) {
        return unknown("metrics.k8s.io knows no pod of the service yet", now);
      }
      var known = new ArrayList<Use>();
      for (Pod pod : watched.pods(namespace, service, WorkloadReader.SERVER)) {
        use(pod, metrics).ifPresent(known::add);
      }
      return Batch.of(store -> store.resources(new Fact.Known<>(new ResourceFact(known), now)));
    } catch (KubernetesClientException e) {
      return unknown("metrics.k8s.io does not answer: " + Http.say(e), now);
    }
  }

  private static Optional<Use> use(Pod pod, List<PodMetrics> metrics) {
    String name = pod.getMetadata().getName();
    Optional<Container> server = pod.getSpec().getContainers().stream().findFirst();
    Optional<ContainerMetrics> used =
        metrics.stream()
            .filter(m -> m.getMetadata().getName().equals(name))
            .flatMap(m -> m.getContainers().stream())
            .filter(c -> server.isPresent() && c.getName().equals(server.get().getName()))
            .findFirst();
    return used.map(
        c ->
            new Use(
                name,
                amount(c.getUsage().get("cpu")),
                WorkloadReader.limit(server.get(), "cpu"),
                amount(c.getUsage().get("memory")),
                WorkloadReader.limit(server.get(), "memory")));
  }

  private static double amount(@Nullable Quantity quantity) {
    return quantity == null ? 0 : quantity.getNumericalAmount().doubleValue();
  }

  private static Batch unknown(String why, Instant now) {
    return Batch.of(store -> store.resources(new Fact.Unknown<>(why, now)));
  }
}
