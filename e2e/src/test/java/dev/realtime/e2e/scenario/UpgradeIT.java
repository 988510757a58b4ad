package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Installation;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.release.FrozenRelease;
import dev.realtime.e2e.sdk.Crowd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * From the last release to this tree and back, under a service that clients use: the images are
 * those of the commit that it was cut as, its installation is the one that it shipped. In between
 * an operator of this tree looks after a server of the last release, and the other way round.
 *
 * <p>The service names its image, as docs/install.md advises whoever decides about it, so nothing
 * of it has to be replaced. Where this tree has to render other pods than the last release, say so
 * in the changelog, and here.
 */
@Tag("rows")
@OnCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {
  private static final Duration START = Duration.ofMinutes(4);
  private static final String SYSTEM = "realtime-system";
  private static final String OPERATOR = "deployment/realtime-operator";
  private static final int CLIENTS = 200;
  private static final int GROUPS = 10;
  private static final int EVERY_MILLIS = 500;

  private Cluster cluster;
  private KubernetesClient client;
  private Installation installation;
  private ReleasedImages last;
  private ServiceUnderTest service;

  @BeforeAll
  void start(Cluster cluster, KubernetesClient client) throws IOException {
    this.cluster = cluster;
    this.client = client;
    Directories directories = cluster.options().directories();
    Path project = directories.project();
    installation = new Installation(cluster, project, Progress.onTerminal());
    last =
        new ReleasedImages(
            FrozenRelease.before(project, ProjectImage.OPERATOR.tag()).orElseThrow(),
            directories,
            Progress.onTerminal());
    last.build().forEach(cluster::importImage);
    ImageCatalog images = ImageCatalog.standard(directories, Progress.onTerminal());
    Stream.of(ProjectImage.REDIS, ProjectImage.SERVER, ProjectImage.OPERATOR)
        .map(images::build)
        .forEach(cluster::importImage);
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "upgrade");
    installation.apply("-f", project.relativize(last.release().install()).toString());
    rolledOut();
    awaitOperatorsOf(last.reference(ProjectImage.OPERATOR));
    service.applyExample(
        "redis-persistent",
        """
        replicas: 2
        image: %s
        resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 512Mi}}
        """
            .formatted(last.reference(ProjectImage.SERVER)));
    service.awaitReady(START);
  }

  @AfterAll
  void stop() {
    if (service == null) {
      // It failed before anything was installed.
      return;
    }
    service.delete();
    installation.apply("-k", "manifests/base");
    rolledOut();
  }

  @Test
  @Order(1)
  void theUpgradeRestartsNoPodAndDropsNoClient() throws IOException {
    nothingIsDisturbedBy(
        () -> installation.apply("-k", "manifests/base"), ProjectImage.OPERATOR.reference());
  }

  @Test
  @Order(2)
  void thisOperatorWorksWithAServerOfTheLastRelease() throws IOException {
    scalesTo(3, last.reference(ProjectImage.SERVER));
  }

  @Test
  @Order(3)
  void theServerFollowsWhenItsOwnerSaysSo() {
    List<String> before = service.pods("server").stream().map(UpgradeIT::name).toList();
    service.kubectl(
        "patch", "rts", ServiceUnderTest.NAME, "--type=merge", "-p", "{\"spec\":{\"image\":null}}");
    service.awaitReady(START);
    service.awaitGone(before, START);
    assertThat(service.awaitPods("server", 3, START))
        .extracting(UpgradeIT::image)
        .containsOnly(ProjectImage.SERVER.reference());
  }

  @Test
  @Order(4)
  void goingBackRestartsNoPodAndDropsNoClient() throws IOException {
    service.kubectl(
        "patch",
        "rts",
        ServiceUnderTest.NAME,
        "--type=merge",
        "-p",
        "{\"spec\":{\"image\":\"%s\"}}".formatted(ProjectImage.SERVER.reference()));
    service.awaitReady(START);
    nothingIsDisturbedBy(
        () -> system("rollout", "undo", OPERATOR), last.reference(ProjectImage.OPERATOR));
  }

  @Test
  @Order(5)
  void theLastOperatorWorksWithAServerAndCrdsOfThisTree() throws IOException {
    scalesTo(2, ProjectImage.SERVER.reference());
  }

  /** Another operator takes over, by what is done, while clients publish and listen. */
  private void nothingIsDisturbedBy(Runnable change, String operator) throws IOException {
    Map<String, String> before = pods();
    long resource = service.get().getMetadata().getGeneration();
    Crowd.Report report;
    try (Crowd crowd = Crowd.gather(Directories.standard(), url(), CLIENTS, GROUPS, EVERY_MILLIS)) {
      change.run();
      rolledOut();
      awaitOperatorsOf(operator);
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

  /** A change of the spec is carried out, and the clients of the servers are seen. */
  private void scalesTo(int replicas, String server) throws IOException {
    service.kubectl(
        "patch",
        "rts",
        ServiceUnderTest.NAME,
        "--type=merge",
        "-p",
        "{\"spec\":{\"replicas\":%d}}".formatted(replicas));
    assertThat(service.awaitPods("server", replicas, START))
        .extracting(UpgradeIT::image)
        .containsOnly(server);
    service.awaitReady(START);
    awaitConnections("clients that have left", count -> count == 0);
    try (Crowd _ = Crowd.gather(Directories.standard(), url(), CLIENTS, GROUPS, EVERY_MILLIS)) {
      awaitConnections("clients that have come", count -> count > CLIENTS / 2);
    }
  }

  /** The operator counts them from the servers' metrics. */
  private void awaitConnections(String what, LongPredicate expected) {
    await("status.connections to tell of " + what)
        .atMost(START)
        .until(
            () -> service.get().statusOrEmpty().connections(),
            count -> count != null && expected.test(count));
  }

  private String url() throws IOException {
    return "ws://" + service.serviceAuthority() + "/connection/websocket";
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private static String image(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getImage();
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

  /** All pods of the operator are of that image; those of the one before are gone. */
  private void awaitOperatorsOf(String image) {
    await("operators of " + image)
        .atMost(START)
        .until(
            () -> client.pods().inNamespace(SYSTEM).list().getItems(),
            pods -> !pods.isEmpty() && pods.stream().map(UpgradeIT::image).allMatch(image::equals));
  }

  /** The operator leads and reconciles: it writes what only a reconcile writes. */
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
