package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.ClusterLauncher;
import dev.realtime.e2e.cluster.ClusterOptions;
import dev.realtime.e2e.cluster.Installation;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of an installation by Helm, by kustomize and by the one file, as docs/install.md has
 * them and in the order in which it is lived, on a cluster of its own: an operator for everything
 * runs on the one that other tests share. The same service lives through all of it.
 */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstallationIT {
  private static final String NAMESPACE = "team";

  /** The local cluster's own roles begin with "realtime:". */
  private static final String[] OURS = {
    "/realtime-operator",
    "/realtime-system",
    "/realtime-view",
    "/realtime-edit",
    "/realtime-runbook"
  };

  private static final Renderings RENDERINGS = Renderings.standard();
  private static ClusterLauncher launcher;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    launcher =
        new ClusterLauncher(
            ClusterOptions.named("installation-" + ProcessHandle.current().pid())
                .ownedByThisProcess(),
            Progress.onTerminal());
    cluster = launcher.start();
    ImageCatalog images = ImageCatalog.standard(RENDERINGS.directories(), Progress.onTerminal());
    List.of(ProjectImage.OPERATOR, ProjectImage.SERVER, ProjectImage.REDIS)
        .forEach(image -> cluster.importImage(images.build(image)));
    cluster
        .kubectl("apply", "-f", "-")
        .reading(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: team
              labels: {pod-security.kubernetes.io/enforce: restricted}
            """)
        .run();
  }

  @AfterAll
  static void stop() {
    launcher.stop();
  }

  @Test
  @Order(1)
  void installsForOneNamespaceWithRolesOnly() {
    helm("install", "--set", "watch.namespaces={" + NAMESPACE + "}", "--wait", "--timeout=4m");
    // Those for people, and for a Prometheus that somebody binds, give the operator nothing.
    assertThat(kubectl("get", "clusterroles", "-o", "name").lines())
        .doesNotContain("clusterrole.rbac.authorization.k8s.io/realtime-operator");
    assertThat(kubectl("get", "clusterrolebindings", "-o", "name"))
        .doesNotContain("/realtime-operator");
    assertThat(kubectl("-n", NAMESPACE, "get", "roles", "-o", "name"))
        .contains("realtime-operator");
  }

  @Test
  @Order(2)
  void helmTestChecksItFromAPodOfItsOwn() {
    String output = run("test", "--logs", "--timeout=3m");
    assertThat(output)
        .contains("Succeeded")
        .contains("ok: version of the cluster, CRDs, permissions")
        .contains("/readyz answers:");
  }

  @Test
  @Order(3)
  void aServiceOfTheNamespaceBecomesReady() {
    cluster
        .kubectl("-n", NAMESPACE, "apply", "-f", "-")
        .reading(
            """
            apiVersion: realtime.dev/v1alpha1
            kind: RealtimeService
            metadata: {name: chat}
            spec: {replicas: 1, broker: Memory}
            """)
        .run();
    installation().await("realtimeservice/chat", NAMESPACE, "Ready");
  }

  @Test
  @Order(4)
  void anUpgradeRenewsTheCrdsKeepsWhatWasSetAndRestartsNoPodOfAService(@TempDir Path directory)
      throws IOException {
    OlderChart older = OlderChart.in(directory, RENDERINGS.chartDirectory());
    String before = serverPods();
    onCluster(
        List.of(
            "upgrade",
            Renderings.RELEASE,
            older.chart().toString(),
            "--set",
            "watch.namespaces={" + NAMESPACE + "}",
            "--set",
            "replicas=1"));
    assertThat(fieldThatIsNew()).isEmpty();

    helm(
        "upgrade",
        "--reset-then-reuse-values",
        "--set",
        "podLabels.upgraded=yes-it-is",
        "--wait",
        "--timeout=4m");

    assertThat(fieldThatIsNew()).isEqualTo(OlderChart.TYPE);
    assertThat(kubectl("-n", NAMESPACE, "get", "deployment", "realtime-operator", "-o", "yaml"))
        .contains("WATCH_NAMESPACES")
        .contains("replicas: 1")
        .contains("upgraded:");
    assertThat(serverPods()).isEqualTo(before);
  }

  private static String fieldThatIsNew() {
    return kubectl(
        "get",
        "crd",
        "realtimeservices.realtime.dev",
        "-o",
        "jsonpath={.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties."
            + OlderChart.FIELD
            + ".type}");
  }

  @Test
  @Order(5)
  void anUninstallLeavesTheCrdsAndTheServicesAndNothingElse() {
    helm(
        "upgrade",
        "--reset-then-reuse-values",
        "--set",
        "console.enabled=true",
        "--wait",
        "--timeout=4m");
    assertThat(kubectl("get", "services,clusterroles,clusterrolebindings", "-A", "-o", "name"))
        .contains("service/realtime-operator-console")
        .contains("/realtime-operator-console");
    assertThat(kubectl("-n", NAMESPACE, "get", "leases", "-o", "name"))
        .contains("/realtime-operator");
    run("uninstall", "--wait", "--timeout=2m");
    assertThat(
            kubectl(
                "get",
                "deployments,services,serviceaccounts,roles,rolebindings,poddisruptionbudgets,"
                    + "networkpolicies,configmaps,secrets,leases",
                "-A",
                "-o",
                "name"))
        .doesNotContain("realtime-operator");
    assertThat(
            kubectl(
                "get",
                "clusterroles,clusterrolebindings,validatingadmissionpolicies,"
                    + "validatingadmissionpolicybindings",
                "-o",
                "name"))
        .doesNotContain(OURS);
    assertThat(kubectl("get", "crds", "-o", "name"))
        .contains("realtimeservices.realtime.dev", "runbookruns.realtime.dev");
    assertThat(serverPods()).as("services go on without an operator").contains("chat");
  }

  @Test
  @Order(6)
  void installedAgainItTakesOverWhatIsThere() {
    String before = serverPods();
    helm("install", "--set", "watch.namespaces={" + NAMESPACE + "}", "--wait", "--timeout=4m");
    installation().await("realtimeservice/chat", NAMESPACE, "Ready");
    assertThat(serverPods()).isEqualTo(before);
  }

  @Test
  @Order(7)
  void byKustomizeForOneNamespaceItTakesOverAgainWithRolesOnly() {
    String before = serverPods();
    run("uninstall", "--wait", "--timeout=2m");

    apply(inTeam());

    installation().await("deployment/realtime-operator", NAMESPACE, "Available");
    // Those for people, and for a Prometheus that somebody binds, give the operator nothing.
    assertThat(kubectl("get", "clusterroles", "-o", "name").lines())
        .doesNotContain("clusterrole.rbac.authorization.k8s.io/realtime-operator");
    assertThat(kubectl("get", "clusterrolebindings", "-o", "name"))
        .doesNotContain("/realtime-operator");
    awaitOperatorAtWork(2);
    cluster
        .kubectl("delete", "--wait", "-f", "-")
        .reading(inTeam())
        .within(Duration.ofMinutes(2))
        .run();
    assertThat(serverPods()).isEqualTo(before);
  }

  @Test
  @Order(8)
  void byTheOneFileItLooksAfterAllNamespacesHelmTakesItOverAndItGoesWithEverything() {
    String before = serverPods();
    String file = RENDERINGS.directories().project().resolve("manifests/install.yaml").toString();
    cluster
        .kubectl("apply", "--server-side", "--force-conflicts", "-f", file)
        .within(Duration.ofMinutes(2))
        .run();
    installation().await("deployment/realtime-operator", "realtime-system", "Available");
    awaitOperatorAtWork(3);
    helmIn(
        "realtime-system",
        List.of(
            "install",
            Renderings.RELEASE,
            RENDERINGS.chartDirectory().toString(),
            "--take-ownership",
            "--force-conflicts",
            "--wait",
            "--timeout=4m"));
    awaitOperatorAtWork(4);
    assertThat(serverPods()).isEqualTo(before);

    cluster.kubectl("delete", "--wait", "-f", file).within(Duration.ofMinutes(3)).run();

    assertThat(kubectl("get", "crds,namespaces,clusterroles,clusterrolebindings", "-o", "name"))
        .doesNotContain(OURS)
        .doesNotContain("realtime.dev");
    await("owner references take all of the service along")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                kubectl("-n", NAMESPACE, "get", "all,configmaps,secrets", "-o", "name")
                    .lines()
                    .noneMatch(line -> line.contains("/chat")));
  }

  /** The overlay, in the namespace that a team writes into it. */
  private static String inTeam() {
    return RENDERINGS
        .generated()
        .kustomize("overlays/namespaced")
        .replace("namespace: realtime\n", "namespace: " + NAMESPACE + "\n");
  }

  private static void apply(String yaml) {
    cluster
        .kubectl("apply", "--server-side", "--force-conflicts", "-f", "-")
        .reading(yaml)
        .within(Duration.ofMinutes(2))
        .run();
  }

  /** A change that needs no new pod is taken up: only an operator at work does that. */
  private static void awaitOperatorAtWork(int maxUnavailable) {
    kubectl(
        "-n",
        NAMESPACE,
        "patch",
        "realtimeservice/chat",
        "--type=merge",
        "--patch={\"spec\":{\"disruptionBudget\":{\"maxUnavailable\":" + maxUnavailable + "}}}");
    String generation =
        kubectl(
            "-n",
            NAMESPACE,
            "get",
            "realtimeservice/chat",
            "-o",
            "jsonpath={.metadata.generation}");
    cluster
        .kubectl(
            "-n",
            NAMESPACE,
            "wait",
            "realtimeservice/chat",
            "--for=jsonpath={.status.observedGeneration}=" + generation,
            "--timeout=110s")
        .within(Duration.ofMinutes(2))
        .run();
  }

  private static Installation installation() {
    return new Installation(cluster, RENDERINGS.directories().project(), Progress.onTerminal());
  }

  private static String serverPods() {
    return kubectl(
        "-n",
        NAMESPACE,
        "get",
        "pods",
        "-l",
        "app.kubernetes.io/instance=chat",
        "-o",
        "jsonpath={range .items[*]}{.metadata.name} {.metadata.uid} {end}");
  }

  private static void helm(String command, String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(command, Renderings.RELEASE, RENDERINGS.chartDirectory().toString()));
    line.addAll(List.of(arguments));
    onCluster(line);
  }

  private static String run(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command, Renderings.RELEASE));
    line.addAll(List.of(arguments));
    return onCluster(line);
  }

  private static String onCluster(List<String> line) {
    return helmIn(NAMESPACE, line);
  }

  private static String helmIn(String namespace, List<String> line) {
    List<String> all = new ArrayList<>(line);
    all.addAll(List.of("--namespace", namespace, "--kubeconfig", cluster.kubeconfig().toString()));
    return RENDERINGS.helm(all).run();
  }

  private static String kubectl(String... arguments) {
    return cluster.kubectl(arguments).run();
  }
}
