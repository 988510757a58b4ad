package dev.realtime.operator.runbook;

import dev.realtime.operator.diagnose.LogTail;
import dev.realtime.operator.signal.PodScraper;
import dev.realtime.operator.signal.RedisFact.RedisPod;
import dev.realtime.operator.signal.Watched;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pods of one service, as they are watched. */
final class ServicePods {
  /** The component, and the container of it: its pods may have others, put in by a mesh. */
  static final String SERVER = "server";

  static final String REDIS = "redis";

  private static final int MANAGEMENT_PORT = 9004;
  private static final int LOG_LINES = 60;
  private static final int LOG_BYTES = 16 * 1024;
  private static final int LOGS = 3;

  private final KubernetesClient client;
  private final Watched watched;
  private final String namespace;
  private final String service;

  /**
   * Of one service.
   *
   * @param client reads the logs
   */
  ServicePods(KubernetesClient client, Watched watched, String namespace, String service) {
    this.client = client;
    this.watched = watched;
    this.namespace = namespace;
    this.service = service;
  }

  private List<Pod> of(String component) {
    return watched.pods(namespace, service, component);
  }

  /** Where the metrics of the running server pods are. */
  List<PodScraper.Target> metricsTargets() {
    return of(SERVER).stream()
        .filter(pod -> pod.getStatus().getPodIP() != null && running(pod))
        .map(
            pod ->
                new PodScraper.Target(
                    pod.getMetadata().getName(),
                    URI.create(
                        "http://"
                            + host(pod.getStatus().getPodIP())
                            + ":"
                            + MANAGEMENT_PORT
                            + "/metrics")))
        .toList();
  }

  private static String host(String ip) {
    return ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
  }

  /** The pods of the managed Redis. */
  List<RedisPod> redis() {
    return of(REDIS).stream()
        .map(
            pod ->
                new RedisPod(
                    pod.getMetadata().getName(),
                    pod.getMetadata().getUid(),
                    running(pod),
                    pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())),
                    pod.getSpec().getVolumes().stream()
                        .anyMatch(volume -> volume.getPersistentVolumeClaim() != null),
                    pod.getMetadata().getDeletionTimestamp() != null,
                    pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(c -> running(c) && Boolean.FALSE.equals(c.getStarted()))))
        .toList();
  }

  private static boolean running(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream().anyMatch(ServicePods::running);
  }

  private static boolean running(ContainerStatus container) {
    return container.getState() != null && container.getState().getRunning() != null;
  }

  private static boolean restarted(ContainerStatus container) {
    return container.getRestartCount() != null && container.getRestartCount() > 0;
  }

  /** The ends of the logs of server pods that are not well, or of one that is, if all are. */
  List<LogTail> logs(Instant now) {
    List<Pod> pods = of(SERVER);
    List<Pod> unwell =
        pods.stream()
            .filter(
                pod ->
                    pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(c -> !Boolean.TRUE.equals(c.getReady())))
            .toList();
    var tails = new ArrayList<LogTail>();
    for (Pod pod : (unwell.isEmpty() ? pods : unwell).stream().limit(LOGS).toList()) {
      tail(pod, now).ifPresent(tails::add);
    }
    return tails;
  }

  private Optional<LogTail> tail(Pod pod, Instant now) {
    // What others in the pod do, such as the proxy of a mesh, says nothing about the server.
    boolean previous =
        pod.getStatus().getContainerStatuses().stream()
            .filter(container -> SERVER.equals(container.getName()))
            .anyMatch(container -> !running(container) && restarted(container));
    String name = pod.getMetadata().getName();
    try {
      String text =
          client.raw(
              "/api/v1/namespaces/%s/pods/%s/log?container=%s&previous=%s&tailLines=%d&limitBytes=%d"
                  .formatted(namespace, name, SERVER, previous, LOG_LINES, LOG_BYTES));
      return Optional.of(new LogTail(name, previous, text == null ? "" : text, now));
    } catch (KubernetesClientException e) {
      // A diagnosis without this log is better than none.
      return Optional.of(
          new LogTail(name, previous, "the log cannot be read: " + e.getMessage(), now));
    }
  }
}
