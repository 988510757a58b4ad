package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.node.NetworkPlan;
import dev.realtime.e2e.cluster.node.Node;
import dev.realtime.e2e.cluster.node.NodeHost;
import dev.realtime.e2e.cluster.plane.Component;
import dev.realtime.e2e.cluster.plane.PlaneFiles;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Locks;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ImageSettings;
import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Starts, finds and stops one cluster. */
public final class ClusterLauncher {
  /** Written when a start has succeeded: what was cut short is never mistaken for a cluster. */
  private static final String COMPLETE = "complete";

  /** What every cluster needs, whatever runs on it later. */
  private static final List<ProjectImage> SYSTEM_IMAGES =
      List.of(ProjectImage.PAUSE, ProjectImage.COREDNS, ProjectImage.METRICS_SERVER);

  private static final Duration API_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration ADDON_TIMEOUT = Duration.ofSeconds(90);

  private final ClusterOptions options;
  private final Progress progress;
  private final Binaries binaries;
  private final NodeHost host;
  private final ClusterState state;

  public ClusterLauncher(ClusterOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
    this.binaries = new Binaries(options.directories(), progress);
    this.host = new NodeHost(options.name(), options.state());
    this.state = new ClusterState(options.state());
  }

  public Binaries binaries() {
    return binaries;
  }

  /** Returns the cluster if it was started wholly and its node is there. */
  public Optional<Cluster> running() {
    if (!Files.exists(options.state().resolve(COMPLETE))) {
      return Optional.empty();
    }
    return Node.of(options.state()).flatMap(node -> state.plan().map(plan -> cluster(node, plan)));
  }

  /** Whether anything is there, running or left over. */
  public boolean exists() {
    return state.exists() || Node.of(options.state()).isPresent();
  }

  /**
   * Starts the cluster, or completes the one that runs: components that have ended are started
   * again. What an earlier run left behind is removed first.
   *
   * @return the cluster, whose API server, node, DNS and volumes are ready
   */
  public Cluster start() {
    try (Locks.Held _ = Locks.take(options.lock())) {
      Optional<Cluster> running = running();
      if (running.isPresent()) {
        repair(running.get());
        return running.get();
      }
      HostPackages.CLUSTER.install(progress);
      Requirements.check(options.directories());
      List<BuiltImage> images = buildImages();
      for (Component component : Component.values()) {
        component.program().ifPresent(binaries::get);
      }
      List.of(Program.NODE_INIT, Program.FORWARD, Program.KUBECTL).forEach(binaries::get);
      remove();
      removeOrphans();
      try (Progress.Step _ = progress.begin("Starting cluster '" + options.name() + "'")) {
        return startAnew(images);
      }
    }
  }

  private List<BuiltImage> buildImages() {
    ImageCatalog catalog =
        new ImageCatalog(ImageSettings.of(options.directories()), binaries, progress);
    return SYSTEM_IMAGES.stream().map(catalog::build).toList();
  }

  private Cluster startAnew(List<BuiltImage> images) {
    Node node;
    NetworkPlan plan;
    try (Locks.Held _ = Locks.take(ClusterOptions.machineLock())) {
      plan = NodeHost.freePlan(state.taken());
      state.create(plan);
      if (options.owned()) {
        state.own();
      }
      Path init = binaries.get(Program.NODE_INIT);
      node = host.start(plan, options.directories().cache(), init);
    }
    PlaneFiles files = files(plan);
    files.write();
    Cluster cluster = cluster(node, plan);
    Components components = cluster.components();
    components.start(Component.ETCD);
    components.start(Component.KUBE_APISERVER);
    components.start(Component.CONTAINERD);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Void> imported =
          CompletableFuture.runAsync(() -> importImages(cluster, images), threads);
      cluster.awaitApi(API_TIMEOUT);
      for (Component component : Component.values()) {
        components.start(component);
      }
      cluster
          .kubectl("apply", "--server-side", "--validate=false", "-f", "-")
          .reading(files.addons())
          .run();
      imported.join();
    }
    try (KubernetesClient client = cluster.client()) {
      cluster.awaitNode(client, NODE_TIMEOUT);
      cluster.awaitDeployment(client, "kube-system", "coredns", ADDON_TIMEOUT);
    }
    touch(COMPLETE);
    return cluster;
  }

  private void importImages(Cluster cluster, List<BuiltImage> images) {
    Path socket = Path.of("/run/containerd/containerd.sock");
    Await.until(
        Duration.ofSeconds(30),
        () -> cluster.node().command("test", "-S", socket.toString()).tryRun().status() == 0,
        () ->
            "containerd is not ready; see "
                + cluster.directory().resolve("var/log/containerd.log"));
    images.forEach(cluster::importImage);
  }

  private void repair(Cluster cluster) {
    for (Component component : Component.values()) {
      if (cluster.components().process(component).isEmpty()) {
        progress.say("Starting " + component.title() + " again; it had ended");
        cluster.components().start(component);
      }
    }
    cluster.awaitApi(API_TIMEOUT);
    try (KubernetesClient client = cluster.client()) {
      cluster.awaitNode(client, NODE_TIMEOUT);
    }
  }

  /**
   * Stops the cluster and removes everything that it had on this machine; harmless where there is
   * none.
   */
  public void stop() {
    try (Locks.Held _ = Locks.take(options.lock())) {
      remove();
    }
  }

  private void remove() {
    Forwarder.stopAll(options);
    host.remove(state.plan());
    if (state.exists()) {
      state.delete();
    }
  }

  /** Removes clusters of processes that ended without stopping them. */
  private void removeOrphans() {
    for (String name : names(options.directories())) {
      ClusterOptions other = new ClusterOptions(name, options.directories(), false);
      if (new ClusterState(other.state()).isOrphan()) {
        progress.say("Removing cluster '" + name + "', whose owner has ended");
        new ClusterLauncher(other, progress).stop();
      }
    }
  }

  private Cluster cluster(Node node, NetworkPlan plan) {
    return new Cluster(
        options,
        plan,
        node,
        new Components(node, plan, options.directories(), binaries, snapshotter()));
  }

  private PlaneFiles files(NetworkPlan plan) {
    return new PlaneFiles(
        options.state(),
        plan,
        Cluster.NODE_NAME,
        Map.of(
            "cluster", "realtime-" + options.name(),
            "controlGroup", host.controlGroupName(),
            "snapshotter", snapshotter(),
            "cniDirectory", Requirements.cniDirectory().toString(),
            "pauseImage", ProjectImage.PAUSE.reference(),
            "corednsImage", ProjectImage.COREDNS.reference(),
            "metricsServerImage", ProjectImage.METRICS_SERVER.reference()));
  }

  /** Where the state directory is on an overlay itself (in a container), layers are copied. */
  private String snapshotter() {
    try {
      return Files.getFileStore(options.state()).type().equals("overlay") ? "native" : "overlayfs";
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell the file system of " + options.state(), e);
    }
  }

  private void touch(String name) {
    try {
      Files.writeString(options.state().resolve(name), "");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + options.state().resolve(name), e);
    }
  }

  /** Returns all clusters that have a directory on this machine, running or left over. */
  public static List<String> names(Directories directories) {
    String[] names = directories.state().resolve("clusters").toFile().list();
    return names == null ? List.of() : List.of(names).stream().sorted().toList();
  }
}
