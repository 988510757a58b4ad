package dev.realtime.cli.doctor;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** How one service is: taken up by an operator, its pods, its Redis, its Secrets. */
public final class ServiceHealth implements Examination {
  private final KubernetesClient client;
  private final RealtimeService service;
  private final String namespace;
  private final String name;

  /** Of this service. */
  public ServiceHealth(KubernetesClient client, RealtimeService service) {
    this.client = client;
    this.service = service;
    this.namespace = service.getMetadata().getNamespace();
    this.name = service.getMetadata().getName();
  }

  @Override
  public String title() {
    return "Service " + namespace + "/" + name;
  }

  @Override
  public void look(Findings findings) {
    findings.add(takenUp());
    service
        .statusOrEmpty()
        .condition("Degraded")
        .filter(condition -> "True".equals(condition.getStatus()))
        .ifPresent(condition -> findings.add(degraded(condition)));
    findings.ask(() -> pods().forEach(findings::add));
    findings.add(redis(service.statusOrEmpty().redis()));
    findings.ask(() -> alertSecret().ifPresent(findings::add));
  }

  private Finding takenUp() {
    RealtimeServiceStatus status = service.statusOrEmpty();
    if (status.observedGeneration() == null) {
      return Finding.bad(
          "no operator has taken it up",
          "see the operator above; one that watches other namespaces or labels"
              + " (WATCH_NAMESPACES, WATCH_SELECTOR) does not see it");
    }
    if (!status.observedGeneration().equals(service.getMetadata().getGeneration())) {
      return Finding.note(
          "the operator has not taken up the newest spec yet", "if it stays so, see its logs");
    }
    return status.isTrue("Paused")
        ? Finding.note(
            "it is paused: nothing is reconciled",
            "kubectl annotate rts " + name + " realtime.dev/paused- -n " + namespace)
        : Finding.good("taken up by the operator");
  }

  private static Finding degraded(Condition condition) {
    return Finding.bad(
        "Degraded, " + condition.getReason() + ": " + condition.getMessage(),
        "the message has the remedy");
  }

  private List<Finding> pods() {
    List<Pod> pods =
        client
            .pods()
            .inNamespace(namespace)
            .withLabel("app.kubernetes.io/instance", name)
            .list()
            .getItems();
    if (pods.isEmpty()) {
      return List.of(
          Finding.bad(
              "it has no pods", "kubectl describe deployment " + name + " -n " + namespace));
    }
    List<Finding> bad =
        pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(pod -> !ready(pod))
            .map(this::unready)
            .toList();
    return bad.isEmpty() ? List.of(Finding.good("all " + pods.size() + " pods are ready")) : bad;
  }

  private static boolean ready(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private Finding unready(Pod pod) {
    String podName = pod.getMetadata().getName();
    String why =
        pod.getStatus() == null
            ? "no status"
            : pod.getStatus().getContainerStatuses().stream()
                .map(ServiceHealth::why)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("phase " + pod.getStatus().getPhase());
    return Finding.bad(
        "pod " + podName + " is not ready: " + why,
        "kubectl describe pod "
            + podName
            + " -n "
            + namespace
            + "; kubectl realtime logs "
            + name
            + " -n "
            + namespace);
  }

  private static String why(ContainerStatus container) {
    if (container.getState() == null) {
      return "";
    }
    if (container.getState().getWaiting() != null) {
      String message = container.getState().getWaiting().getMessage();
      return container.getState().getWaiting().getReason()
          + (message == null ? "" : ": " + message);
    }
    return container.getState().getTerminated() != null
        ? "ended with " + container.getState().getTerminated().getExitCode()
        : "runs, and its readiness probe fails";
  }

  private static Finding redis(@org.jspecify.annotations.Nullable RedisStatus redis) {
    if (redis == null) {
      return Finding.note("Redis has not been looked at", "the operator does that while it leads");
    }
    String why = redis.message() == null ? "" : ": " + redis.message();
    return switch (redis.verdict()) {
      case HEALTHY -> Finding.good("Redis answers");
      case NONE -> Finding.good("it uses no Redis");
      case UNKNOWN -> Finding.note("Redis cannot be measured" + why, "see the operator's logs");
      case DEGRADED -> Finding.note("Redis is degraded" + why, "see the checklist: status");
      case UNREACHABLE ->
          Finding.bad(
              "Redis does not answer" + why,
              "a managed one: restart --redis, or see its pods; another: see spec.redis.external");
    };
  }

  private java.util.Optional<Finding> alertSecret() {
    var webhook = service.getSpec().monitoring().alertWebhook();
    if (webhook == null) {
      return java.util.Optional.empty();
    }
    var token = webhook.token();
    var secret = client.secrets().inNamespace(namespace).withName(token.name()).get();
    return java.util.Optional.of(
        secret != null && secret.getData() != null && secret.getData().containsKey(token.key())
            ? Finding.good("alert webhook: its token is in Secret " + token.name())
            : Finding.bad(
                "alert webhook: there is no key "
                    + token.key()
                    + " in Secret "
                    + token.name()
                    + "; every alert is answered 503",
                "create it, and give Alertmanager the same token"));
  }
}
