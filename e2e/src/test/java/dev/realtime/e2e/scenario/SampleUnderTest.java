package dev.realtime.e2e.scenario;

import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Installation;
import dev.realtime.e2e.cluster.sys.Progress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** The service {@code realtime} in namespace {@code production}, as a test looks at it. */
record SampleUnderTest(Cluster cluster, KubernetesClient client) {
  static final String NAMESPACE = "production";
  static final String NAME = "realtime";
  private static final int PORT = 8004;
  private static final Duration ROLLOUT = Duration.ofMinutes(2);

  /** Applies the sample as the README says, and waits until it is ready. */
  void apply() {
    Installation manifests =
        new Installation(cluster, cluster.options().directories().project(), Progress.onTerminal());
    manifests.apply("-f", "manifests/samples/realtime.yaml");
    manifests.await("realtimeservice/" + NAME, NAMESPACE, "Ready");
  }

  /** Removes the sample with its namespace: other tests on this cluster count the services. */
  void delete() {
    cluster.kubectl("delete", "namespace", NAMESPACE, "--wait", "--timeout=2m").run();
  }

  /** Returns the pods that are ready and not going away, oldest first. */
  List<Pod> readyPods() {
    return client.pods().inNamespace(NAMESPACE).withLabel("app", NAME).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(SampleUnderTest::isReady)
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /** Waits until exactly so many pods are ready, and no other is left. */
  List<Pod> awaitPods(int count) {
    await(count + " ready pods")
        .atMost(ROLLOUT)
        .until(() -> readyPods().size() == count && allPods() == count);
    return readyPods();
  }

  /** Returns host and port of one pod, reachable from here. */
  static String authority(Pod pod) {
    return pod.getStatus().getPodIP() + ":" + PORT;
  }

  /** Runs kubectl in the service's namespace, as a person would type it. */
  String kubectl(String... arguments) {
    String[] line = new String[arguments.length + 2];
    line[0] = "--namespace=" + NAMESPACE;
    line[1] = "--request-timeout=30s";
    System.arraycopy(arguments, 0, line, 2, arguments.length);
    return cluster.kubectl(line).run();
  }

  private int allPods() {
    return client.pods().inNamespace(NAMESPACE).withLabel("app", NAME).list().getItems().size();
  }

  private static boolean isReady(Pod pod) {
    List<PodCondition> conditions = pod.getStatus().getConditions();
    return conditions != null
        && conditions.stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}
