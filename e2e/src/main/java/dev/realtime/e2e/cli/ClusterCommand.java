package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.ClusterLauncher;
import dev.realtime.e2e.cluster.ClusterOptions;
import dev.realtime.e2e.cluster.sys.Progress;
import picocli.CommandLine.Command;

/** A bare cluster, for work on the harness itself and for other people's manifests. */
@Command(
    name = "cluster",
    description = "Starts or stops a bare cluster, with nothing of ours on it.",
    mixinStandardHelpOptions = true)
final class ClusterCommand {

  @Command(description = "Starts a cluster; prints the path of its kubeconfig.")
  int start(@picocli.CommandLine.Parameters(paramLabel = "NAME") String name) {
    Cluster cluster = launcher(name).start();
    System.out.println(cluster.kubeconfig());
    return 0;
  }

  @Command(description = "Stops a cluster and removes all of it.")
  int stop(@picocli.CommandLine.Parameters(paramLabel = "NAME") String name) {
    launcher(name).stop();
    return 0;
  }

  private static ClusterLauncher launcher(String name) {
    return new ClusterLauncher(ClusterOptions.named(name), Progress.onTerminal());
  }
}
