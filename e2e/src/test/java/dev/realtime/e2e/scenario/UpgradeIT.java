package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Installation;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.sdk.Crowd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The operator is replaced by that of the next release, with its CRDs, under a service that clients
 * use. The next release is this one under another tag: what is tried is the way, not the changes.
 * Afterwards an operator of the next release looks after a server of the last one.
 */
@Tag("rows")
@OnCluster(operator = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {
  private static final Duration START = Duration.ofMinutes(4);
  private static final String SYSTEM = "realtime-system";
  private static final String OPERATOR = "deployment/realtime-operator";
  private static final String NEXT = "next";
  private static final int CLIENTS = 200;
  private static final int GROUPS = 10;
  private static final int EVERY_MILLIS = 500;

  private Cluster cluster;
  private Installation installation;
  private ServiceUnderTest service;

  @BeforeAll
  void start(Cluster cluster, KubernetesClient client) {
    this.cluster = cluster;
    Path project = cluster.options().directories().project();
    installation = new Installation(cluster, project, Progress.onTerminal());
    ImageCatalog images =
        ImageCatalog.standard(cluster.options().directories(), Progress.onTerminal());
    for (ProjectImage image : List.of(ProjectImage.OPERATOR, ProjectImage.SERVER)) {
      cluster.importImage(images.build(image));
      tag(image.reference(), next(image));
    }
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "upgrade");
    // The image is written out, as docs/install.md advises whoever decides about it.
    service.applyExample(
        "redis-persistent",
        """
        replicas: 2
        image: %s
        resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 512Mi}}
        """
            .formatted(ProjectImage.SERVER.reference()));
    service.awaitReady(START);
  }

  @AfterAll
  void stop() {
    service.delete();
    installation.apply("-k", "manifests/base");
    rolledOut();
  }

  @Test
  @Order(1)
  void noPodIsRestartedAndNoClientDropped() throws IOException {
    String url = "ws://" + service.serviceAuthority() + "/connection/websocket";
    Map<String, String> before = pods();
    List<String> operators = operators();
    long resource = service.get().getMetadata().getGeneration();
    Crowd.Report report;
    try (Crowd crowd = Crowd.gather(Directories.standard(), url, CLIENTS, GROUPS, EVERY_MILLIS)) {
      installation.apply("-k", "manifests/base/crds");
      system("set", "image", OPERATOR, "operator=" + next(ProjectImage.OPERATOR));
      system("set", "env", OPERATOR, "REALTIME_SERVER_IMAGE=" + next(ProjectImage.SERVER));
      rolledOut();
      awaitOthersThan(operators);
      awaitAtWork();
      report = crowd.disperse();
    }
    assertThat(pods()).as("pods with their restarts").isEqualTo(before);
    assertThat(service.get().getMetadata().getGeneration()).isEqualTo(resource);
    assertThat(report.clients())
        .hasSize(CLIENTS)
        .allSatisfy(
            client -> {
              assertThat(client.reconnects()).as("reconnects").isZero();
              assertThat(client.missing()).as("missing").isZero();
              assertThat(client.doubled()).as("doubled").isZero();
              assertThat(client.unordered()).as("out of order").isZero();
            });
    assertThat(report.acknowledged()).isPositive();
    assertThat(report.failed()).as("publications that failed").isZero();
  }

  @Test
  @Order(2)
  void theNextOperatorWorksWithTheServerOfTheLastRelease() {
    service.kubectl(
        "patch", "rts", ServiceUnderTest.NAME, "--type=merge", "-p", "{\"spec\":{\"replicas\":3}}");
    assertThat(service.awaitPods("server", 3, START))
        .allMatch(
            pod ->
                pod.getSpec()
                    .getContainers()
                    .getFirst()
                    .getImage()
                    .equals(ProjectImage.SERVER.reference()));
    service.awaitReady(START);
    await("connections, which are read from the servers' metrics")
        .atMost(START)
        .until(() -> service.get().statusOrEmpty().connections() != null);
  }

  @Test
  @Order(3)
  void theServerFollowsWhenItsOwnerSaysSo() {
    List<String> before = List.copyOf(pods().keySet());
    service.kubectl(
        "patch", "rts", ServiceUnderTest.NAME, "--type=merge", "-p", "{\"spec\":{\"image\":null}}");
    service.awaitReady(START);
    service.awaitGone(before.stream().filter(pod -> !pod.contains("redis")).toList(), START);
    assertThat(service.awaitPods("server", 3, START))
        .allMatch(
            pod ->
                pod.getSpec()
                    .getContainers()
                    .getFirst()
                    .getImage()
                    .equals(next(ProjectImage.SERVER)));
  }

  private void tag(String image, String other) {
    Command.of(
            cluster
                .node()
                .inside(
                    List.of(
                        "ctr",
                        "--address",
                        "/run/containerd/containerd.sock",
                        "--namespace",
                        "k8s.io",
                        "images",
                        "tag",
                        "--force",
                        image,
                        other)))
        .run();
  }

  private static String next(ProjectImage image) {
    return ProjectImage.REGISTRY + "/" + image.shortName() + ":" + NEXT;
  }

  /** Every pod of the service with its identity and the restarts of its containers. */
  private Map<String, String> pods() {
    return service.client().pods().inNamespace(service.namespace()).list().getItems().stream()
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getName(),
                pod ->
                    pod.getMetadata().getUid()
                        + pod.getStatus().getContainerStatuses().stream()
                            .map(container -> " " + container.getRestartCount())
                            .collect(Collectors.joining())));
  }

  private List<String> operators() {
    return service.client().pods().inNamespace(SYSTEM).list().getItems().stream()
        .map(Pod::getMetadata)
        .map(metadata -> metadata.getName())
        .toList();
  }

  private void awaitOthersThan(List<String> before) {
    await("pods of the last operator to be gone")
        .atMost(START)
        .until(() -> operators().stream().noneMatch(before::contains));
  }

  /** The new operator leads and reconciles: it writes what only a reconcile writes. */
  private void awaitAtWork() {
    service.kubectl(
        "annotate", "rts", ServiceUnderTest.NAME, "realtime.dev/paused=seen", "--overwrite");
    service.awaitCondition("Paused", "True", "PausedByAnnotation", START);
    service.kubectl("annotate", "rts", ServiceUnderTest.NAME, "realtime.dev/paused-");
    service.awaitCondition("Paused", "False", "NotPaused", START);
  }

  private void system(String... arguments) {
    String[] line = new String[arguments.length + 2];
    line[0] = "-n";
    line[1] = SYSTEM;
    System.arraycopy(arguments, 0, line, 2, arguments.length);
    cluster.kubectl(line).run();
  }

  private void rolledOut() {
    cluster
        .kubectl("-n", SYSTEM, "rollout", "status", OPERATOR, "--timeout=230s")
        .within(START)
        .run();
  }
}
