package dev.realtime.operator.signal;

import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the Deployment, its pods and the endpoints of the Service, as they are watched. */
public final class WorkloadReader implements Sampler {
  /** Component of the server's pods. */
  static final String SERVER = "server";

  private final Watched watched;
  private final String namespace;
  private final String service;
  private final Duration interval;

  /** What was made of objects that are watched still: they are replaced, never changed. */
  private @Nullable Seen last;

  private record Seen(Deployment deployment, List<Pod> pods, WorkloadFact made) {}

  /** Of one service. */
  public WorkloadReader(Watched watched, String namespace, String service, Duration interval) {
    this.watched = watched;
    this.namespace = namespace;
    this.service = service;
    this.interval = Sampler.ofWatched(interval);
  }

  @Override
  public String name() {
    return "workload";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public Duration timeout() {
    return Sampler.AT_LEAST.compareTo(interval) > 0 ? Sampler.AT_LEAST : interval;
  }

  @Override
  public boolean immediate() {
    return true;
  }

  @Override
  public Batch read(Instant now) {
    Optional<String> blind = watched.blind();
    if (blind.isPresent()) {
      String why = blind.get();
      return new Batch(
          List.of(Sample.unknown(Signal.READY_ENDPOINTS, Sample.SERVICE, why, now)),
          List.of(store -> store.workload(new Fact.Unknown<>(why, now))));
    }
    Fact<WorkloadFact> fact =
        watched
            .deployment(namespace, service)
            .<Fact<WorkloadFact>>map(
                deployment ->
                    new Fact.Known<>(
                        made(deployment, watched.pods(namespace, service, SERVER)), now))
            .orElseGet(() -> new Fact.Unknown<>("there is no Deployment " + service, now));
    int endpoints =
        watched.endpointSlices(namespace, service).stream().mapToInt(WorkloadReader::ready).sum();
    return new Batch(
        List.of(Sample.of(Signal.READY_ENDPOINTS, endpoints, now)),
        List.of(store -> store.workload(fact)));
  }

  private WorkloadFact made(Deployment deployment, List<Pod> pods) {
    Seen seen = last;
    if (seen == null || !seen.deployment().equals(deployment) || !seen.pods().equals(pods)) {
      seen = new Seen(deployment, pods, workload(deployment, pods));
      last = seen;
    }
    return seen.made();
  }

  /** The API server writes {@code endpoints: null} where there is no pod at all. */
  static int ready(EndpointSlice slice) {
    return (int)
        Optional.ofNullable(slice.getEndpoints()).stream()
            .flatMap(List::stream)
            .filter(
                endpoint ->
                    endpoint.getConditions() == null
                        || !Boolean.FALSE.equals(endpoint.getConditions().getReady()))
            .count();
  }

  static WorkloadFact workload(Deployment deployment, List<Pod> pods) {
    DeploymentStatus status = deployment.getStatus();
    int desired = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
    int replicas = orZero(status == null ? null : status.getReplicas());
    int updated = orZero(status == null ? null : status.getUpdatedReplicas());
    long observed =
        status == null || status.getObservedGeneration() == null
            ? 0
            : status.getObservedGeneration();
    boolean inProgress =
        observed < deployment.getMetadata().getGeneration()
            || updated < Math.min(desired, replicas)
            || replicas > updated;
    boolean stuck =
        status != null
            && status.getConditions().stream()
                .anyMatch(c -> "ProgressDeadlineExceeded".equals(c.getReason()));
    Optional<Container> container =
        deployment.getSpec().getTemplate().getSpec().getContainers().stream().findFirst();
    return new WorkloadFact(
        desired,
        orZero(status == null ? null : status.getReadyReplicas()),
        inProgress,
        stuck,
        container.map(c -> limit(c, "cpu")).orElse(null),
        container.map(c -> limit(c, "memory")).orElse(null),
        pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .map(WorkloadReader::pod)
            .toList());
  }

  static @Nullable Double limit(Container container, String resource) {
    if (container.getResources() == null || container.getResources().getLimits() == null) {
      return null;
    }
    Quantity limit = container.getResources().getLimits().get(resource);
    return limit == null ? null : limit.getNumericalAmount().doubleValue();
  }

  static PodFact pod(Pod pod) {
    Optional<ContainerStatus> container =
        pod.getStatus().getContainerStatuses().stream().findFirst();
    boolean ready = isTrue(pod, "Ready");
    var waiting = container.map(ContainerStatus::getState).map(state -> state.getWaiting());
    return new PodFact(
        pod.getMetadata().getName(),
        pod.getMetadata().getLabels().getOrDefault("pod-template-hash", ""),
        ready,
        container.map(c -> c.getState() != null && c.getState().getRunning() != null).orElse(false),
        container.map(ContainerStatus::getRestartCount).orElse(0),
        Instant.parse(pod.getMetadata().getCreationTimestamp()),
        waiting.map(w -> w.getReason()).orElse(null),
        waiting.map(w -> w.getMessage()).orElse(null),
        container.map(WorkloadReader::termination).orElse(null),
        unschedulable(pod),
        "Evicted".equals(pod.getStatus().getReason()) ? pod.getStatus().getMessage() : null);
  }

  /** How the container ended: the present end, if it has ended, else the one before. */
  private static @Nullable Termination termination(ContainerStatus status) {
    var ended = status.getState() == null ? null : status.getState().getTerminated();
    if (ended == null) {
      ended = status.getLastState() == null ? null : status.getLastState().getTerminated();
    }
    if (ended == null) {
      return null;
    }
    return new Termination(
        ended.getReason() == null ? "" : ended.getReason(),
        orZero(ended.getExitCode()),
        ended.getFinishedAt() == null ? Instant.EPOCH : Instant.parse(ended.getFinishedAt()),
        ended.getMessage());
  }

  private static @Nullable String unschedulable(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .map(PodCondition::getMessage)
        .findFirst()
        .orElse(null);
  }

  static boolean isTrue(Pod pod, String condition) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> condition.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
