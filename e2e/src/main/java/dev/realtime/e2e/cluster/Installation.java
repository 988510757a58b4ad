package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Puts this project's own manifests on a cluster.
 *
 * @param cluster that runs
 * @param project root of the source tree
 * @param progress to tell
 */
public record Installation(Cluster cluster, Path project, Progress progress) {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(4);

  /** Imports the images and installs the operator, or renews it where its images changed. */
  public void operator(List<BuiltImage> images) {
    Renewal renewal = renewal("realtime-system", "realtime-operator", images);
    try (Progress.Step _ = progress.begin("Importing images")) {
      images.parallelStream().forEach(cluster::importImage);
    }
    apply("-k", "manifests/base");
    renewal.restart();
    await("deployment/realtime-operator", "realtime-system", "Available");
    renewal.done();
  }

  /** Begins to renew a deployment; before its images are imported. */
  public Renewal renewal(String namespace, String deployment, List<BuiltImage> images) {
    return Renewal.begin(cluster::kubectl, namespace, deployment, images);
  }

  /**
   * Applies manifests of this project.
   *
   * @param flag {@code -k} for a directory, {@code -f} for a file
   * @param path below the project
   */
  public void apply(String flag, String path) {
    Path file = project.resolve(path);
    cluster
        .kubectl("apply", "--server-side", "--force-conflicts", flag, file.toString())
        .within(Duration.ofMinutes(2))
        .run();
  }

  /**
   * Waits until an object has a condition.
   *
   * @throws ClusterException where it does not come to that, with the namespace's pods and events
   */
  public void await(String what, String namespace, String condition) {
    try (Progress.Step _ = progress.begin("Waiting for " + what + " to be " + condition)) {
      Command.Result result =
          cluster
              .kubectl(
                  "-n",
                  namespace,
                  "wait",
                  "--for=condition=" + condition,
                  what,
                  "--timeout=" + READY_TIMEOUT.minusSeconds(10).toSeconds() + "s")
              .within(READY_TIMEOUT)
              .tryRun();
      if (result.status() != 0) {
        throw new ClusterException(
            what
                + " in namespace "
                + namespace
                + " did not become "
                + condition
                + ".\n"
                + cluster.kubectl("-n", namespace, "get", "pods,events").tryRun().output()
                + "Look further with: ./dev kubectl -n "
                + namespace
                + " describe "
                + what.replace('/', ' '));
      }
    }
  }
}
