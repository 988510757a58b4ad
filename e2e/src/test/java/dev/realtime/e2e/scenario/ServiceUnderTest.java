package dev.realtime.e2e.scenario;

import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Forwarder;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A service named {@code realtime} in a namespace of one test's own, as the test looks at it.
 *
 * @param namespace with restricted pod security
 */
record ServiceUnderTest(Cluster cluster, KubernetesClient client, String namespace) {
  static final String NAME = "realtime";
  private static final int PORT = 8004;

  /** Makes a namespace whose name begins so. */
  static ServiceUnderTest inOwnNamespace(Cluster cluster, KubernetesClient client, String purpose) {
    String namespace = purpose + "-" + UUID.randomUUID().toString().substring(0, 6);
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    return new ServiceUnderTest(cluster, client, namespace);
  }

  /** Deletes the namespace; the cluster does that in its own time. */
  void delete() {
    client.namespaces().withName(namespace).delete();
  }

  /**
   * Applies an example of the documentation, as service {@code realtime}, with the server settings
   * of the sample: channels {@code chat:anything} that anybody may use.
   *
   * @param changes YAML fields, by which the example's spec is changed as by a merge patch
   */
  void applyExample(String name, String changes) {
    Map<String, Object> service = read("docs/examples/" + name + ".yaml");
    Map<String, Object> spec = map(service.get("spec"));
    spec.put("server", server());
    merge(spec, map(Serialization.unmarshal(changes, Map.class)));
    service.put("metadata", Map.of("name", NAME));
    apply(Serialization.asYaml(service));
  }

  private Object server() {
    return map(read("manifests/samples/realtime.yaml").get("spec")).get("server");
  }

  /** The last document of a file of this project. */
  private Map<String, Object> read(String path) {
    try {
      String text = Files.readString(cluster.options().directories().project().resolve(path));
      String last = List.of(text.split("(?m)^---$", -1)).getLast();
      return map(Serialization.unmarshal(last, Map.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void merge(Map<String, Object> into, Map<String, Object> changes) {
    changes.forEach(
        (key, value) -> {
          if (value instanceof Map && into.get(key) instanceof Map) {
            merge(map(into.get(key)), map(value));
          } else {
            into.put(key, value);
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object object) {
    return (Map<String, Object>) object;
  }

  /** Runs kubectl in the service's namespace, as a person would type it. */
  String kubectl(String... arguments) {
    String[] line = new String[arguments.length + 2];
    line[0] = "--namespace=" + namespace;
    line[1] = "--request-timeout=30s";
    System.arraycopy(arguments, 0, line, 2, arguments.length);
    return cluster.kubectl(line).run();
  }

  /** Applies YAML as {@code kubectl apply -f -} does. */
  void apply(String yaml) {
    cluster.kubectl("--namespace=" + namespace, "apply", "-f", "-").reading(yaml).run();
  }

  /** The service as it is now. */
  RealtimeService get() {
    return client.resources(RealtimeService.class).inNamespace(namespace).withName(NAME).require();
  }

  /** The condition as it is now; one of status Unknown before there is any. */
  Condition condition(String type) {
    RealtimeService service = get();
    return service.getStatus() == null
        ? new Condition("", "", 0L, "", "Unknown", type)
        : service
            .getStatus()
            .condition(type)
            .orElseGet(() -> new Condition("", "", 0L, "", "Unknown", type));
  }

  /** Waits until the condition has the status and the reason. */
  Condition awaitCondition(String type, String status, String reason, Duration atMost) {
    return await(type + "=" + status + " (" + reason + ")")
        .atMost(atMost)
        .until(
            () -> condition(type),
            now -> now.getStatus().equals(status) && now.getReason().equals(reason));
  }

  /** Waits until the service is Ready in its newest generation. */
  void awaitReady(Duration atMost) {
    await("a service that is Ready")
        .atMost(atMost)
        .until(
            () -> {
              Condition ready = condition("Ready");
              return ready.getStatus().equals("True")
                  && ready.getObservedGeneration().equals(get().getMetadata().getGeneration());
            });
  }

  /** Pods of a component (server, redis, sentinel) that are not going away, oldest first. */
  List<Pod> pods(String component) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /** Those of them that are ready. */
  List<Pod> readyPods(String component) {
    return pods(component).stream().filter(ServiceUnderTest::isReady).toList();
  }

  /** Waits until so many pods of a component are ready and there are no others. */
  List<Pod> awaitPods(String component, int count, Duration atMost) {
    Predicate<List<Pod>> all = pods -> pods.size() == count && pods(component).size() == count;
    return await(count + " ready pods of " + component)
        .atMost(atMost)
        .until(() -> readyPods(component), all);
  }

  /** Waits until none of these pods is there any more, not even on its way out. */
  void awaitGone(List<String> pods, Duration atMost) {
    await("pods " + pods + " to be gone")
        .atMost(atMost)
        .until(
            () ->
                client.pods().inNamespace(namespace).list().getItems().stream()
                    .noneMatch(pod -> pods.contains(pod.getMetadata().getName())));
  }

  /** Host and port of one server pod, reachable from here. */
  static String authority(Pod pod) {
    return pod.getStatus().getPodIP() + ":" + PORT;
  }

  /**
   * Host and port, reachable from here, of the Service: each connection goes to one of its pods.
   */
  String serviceAuthority() throws IOException {
    int port = freePort();
    new Forwarder(cluster, port, NAME + "." + namespace + ".svc.cluster.local:" + PORT).start();
    return "127.0.0.1:" + port;
  }

  private static boolean isReady(Pod pod) {
    List<PodCondition> conditions = pod.getStatus().getConditions();
    return conditions != null
        && conditions.stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
