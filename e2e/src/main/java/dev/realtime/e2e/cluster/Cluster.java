package dev.realtime.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.node.NetworkPlan;
import dev.realtime.e2e.cluster.node.Node;
import dev.realtime.e2e.cluster.plane.Component;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.image.BuiltImage;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One local cluster that runs, whoever started it. It lives on when the process that started it
 * ends; {@link ClusterLauncher} starts and stops clusters.
 *
 * @param options which one
 * @param plan its addresses
 * @param node what it runs on
 * @param components its processes
 */
public record Cluster(ClusterOptions options, NetworkPlan plan, Node node, Components components) {

  private static final Duration IMPORT_TIMEOUT = Duration.ofMinutes(3);

  /** Name of the only node. */
  public static final String NODE_NAME = "realtime-node";

  /** The file with address and credentials of the cluster's administrator. */
  public Path kubeconfig() {
    return options.state().resolve("kubeconfig");
  }

  /** The cluster's directory: logs are in {@code var/log}, pods' logs in {@code var/log/pods}. */
  public Path directory() {
    return options.state();
  }

  /** Returns a new client with an administrator's rights; the caller closes it. */
  public KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
        .build();
  }

  /** Returns the line that runs kubectl on this cluster. */
  public Command kubectl(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                components.binaries().get(Program.KUBECTL).toString(),
                "--kubeconfig=" + kubeconfig()));
    line.addAll(List.of(arguments));
    return Command.of(line);
  }

  /** Ways to break it. */
  public Faults faults() {
    return new Faults(this);
  }

  /** Makes an image available to pods, unless the very same one is there already. */
  public void importImage(BuiltImage image) {
    Path seen = options.state().resolve("images").resolve(image.name().replaceAll("[/:]", "_"));
    try {
      if (Files.exists(seen) && Files.readString(seen).equals(image.digest())) {
        return;
      }
      importArchive(image.tar());
      Files.createDirectories(seen.getParent());
      Files.writeString(seen, image.digest(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot import " + image.name(), e);
    }
  }

  /** Makes the images of an archive available to pods. */
  public void importArchive(Path tar) {
    String line =
        "exec ctr --address /run/containerd/containerd.sock --namespace k8s.io images import"
            + " --snapshotter "
            + components.snapshotter()
            + " -";
    // The archive comes through standard input: its path may mean something else inside the node.
    List<String> inside = node.inside(List.of("sh", "-c", line));
    List<String> fromFile =
        new ArrayList<>(
            List.of("sh", "-c", "archive=$1; shift; exec \"$@\" <\"$archive\"", "import"));
    fromFile.add(tar.toString());
    fromFile.addAll(inside);
    Command.of(fromFile).within(IMPORT_TIMEOUT).run();
  }

  /** Waits until the API server says that it is ready. */
  void awaitApi(Duration time) {
    Config config = Config.fromKubeconfig(kubeconfig().toFile());
    // Asking is repeated here, so the client need not.
    config.setRequestRetryBackoffLimit(0);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      Await.until(
          time,
          () -> {
            components.requireRunning(Component.KUBE_APISERVER);
            return isReady(client);
          },
          () -> "The API server is not ready; see " + log(Component.KUBE_APISERVER));
    }
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  /** Returns a component's log, on the host. */
  public Path log(Component component) {
    return options.state().resolve(component.log().substring(1));
  }

  void awaitNode(KubernetesClient client, Duration time) {
    Await.until(
        time,
        () -> {
          var found = client.nodes().withName(NODE_NAME).get();
          return found != null
              && found.getStatus().getConditions().stream().anyMatch(Cluster::saysReady);
        },
        () -> "The node is not Ready; see " + log(Component.KUBELET));
  }

  private static boolean saysReady(NodeCondition condition) {
    return condition.getType().equals("Ready") && condition.getStatus().equals("True");
  }

  /** Waits until a deployment has all its replicas available. */
  public void awaitDeployment(
      KubernetesClient client, String namespace, String name, Duration time) {
    Await.until(
        time,
        () -> {
          var found = client.apps().deployments().inNamespace(namespace).withName(name).get();
          return found != null
              && found.getStatus().getAvailableReplicas() != null
              && found.getStatus().getAvailableReplicas().equals(found.getSpec().getReplicas());
        },
        () ->
            "Deployment "
                + namespace
                + "/"
                + name
                + " is not available; look at: ./dev kubectl -n "
                + namespace
                + " describe pods");
  }
}
