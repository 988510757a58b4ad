package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The cluster that all test classes of this JVM use.
 *
 * @param launcher stops it in the end; empty where it is somebody else's
 * @param cluster that runs
 * @param client shared by all tests
 * @param operatorInstalled whether that was done by this JVM
 */
record SharedCluster(
    Optional<ClusterLauncher> launcher,
    Cluster cluster,
    KubernetesClient client,
    AtomicBoolean operatorInstalled)
    implements AutoCloseable {

  static SharedCluster start() {
    String existing = System.getenv("REALTIME_TEST_CLUSTER");
    if (existing != null && !existing.isBlank()) {
      Cluster cluster =
          new ClusterLauncher(ClusterOptions.named(existing), Progress.onTerminal())
              .running()
              .orElseThrow(
                  () ->
                      new ClusterException(
                          "REALTIME_TEST_CLUSTER names cluster '"
                              + existing
                              + "', which does not run"));
      return of(Optional.empty(), cluster);
    }
    ClusterLauncher launcher = launcher("test");
    return of(Optional.of(launcher), launcher.start());
  }

  private static SharedCluster of(Optional<ClusterLauncher> launcher, Cluster cluster) {
    return new SharedCluster(launcher, cluster, cluster.client(), new AtomicBoolean());
  }

  /** Returns a launcher of a cluster that is removed with this JVM at the latest. */
  static ClusterLauncher launcher(String prefix) {
    String name = prefix + "-" + ProcessHandle.current().pid();
    return new ClusterLauncher(
        ClusterOptions.named(name).ownedByThisProcess(), Progress.onTerminal());
  }

  /** Classes that run side by side wait for the first of them. */
  void installOperator() {
    synchronized (operatorInstalled) {
      if (operatorInstalled.get()) {
        return;
      }
      Directories directories = cluster.options().directories();
      ImageCatalog catalog = ImageCatalog.standard(directories, Progress.onTerminal());
      new Installation(cluster, directories.project(), Progress.onTerminal())
          .operator(
              List.of(
                  catalog.build(ProjectImage.REDIS),
                  catalog.build(ProjectImage.SERVER),
                  catalog.build(ProjectImage.OPERATOR)));
      operatorInstalled.set(true);
    }
  }

  @Override
  public void close() {
    client.close();
    launcher.ifPresent(ClusterLauncher::stop);
  }
}
