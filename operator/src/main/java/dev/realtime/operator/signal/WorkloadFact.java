package dev.realtime.operator.signal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Deployment and its pods.
 *
 * @param desired replicas asked for
 * @param ready replicas ready
 * @param rolloutInProgress whether pods of another revision are still being replaced
 * @param rolloutStuck whether the Deployment's progress deadline has passed
 * @param cpuLimit limit of the server container in cores, null if it has none
 * @param memoryLimit limit of the server container in bytes, null if it has none
 */
public record WorkloadFact(
    int desired,
    int ready,
    boolean rolloutInProgress,
    boolean rolloutStuck,
    @Nullable Double cpuLimit,
    @Nullable Double memoryLimit,
    List<PodFact> pods) {
  public WorkloadFact {
    pods = List.copyOf(pods);
  }

  /**
   * One pod.
   *
   * @param revision hash of the pod template it was made from
   * @param waiting why its container does not run, as Kubernetes says it (CrashLoopBackOff,
   *     ImagePullBackOff, CreateContainerConfigError, ...)
   * @param unschedulable what the scheduler says, if it finds no node
   * @param evicted what the kubelet says, if it evicted the pod
   */
  public record PodFact(
      String name,
      String revision,
      boolean ready,
      boolean running,
      int restarts,
      Instant createdAt,
      @Nullable String waiting,
      @Nullable String waitingMessage,
      @Nullable Termination lastTermination,
      @Nullable String unschedulable,
      @Nullable String evicted) {}

  /**
   * How a container ended last.
   *
   * @param reason OOMKilled, Error, Completed, ...
   * @param message the container's termination message: the end of its log where it failed
   */
  public record Termination(String reason, int exitCode, Instant at, @Nullable String message) {}
}
