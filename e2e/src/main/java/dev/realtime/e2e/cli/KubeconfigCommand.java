package dev.realtime.e2e.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Tells other programs where the cluster is. */
@Command(
    name = "kubeconfig",
    description = "Prints the path of the local cluster's kubeconfig.",
    mixinStandardHelpOptions = true)
final class KubeconfigCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    System.out.println(path(Workspace.standard()));
    return 0;
  }

  /**
   * Returns the kubeconfig of what runs: the cluster, or its simulation.
   *
   * @throws dev.realtime.e2e.cluster.sys.ClusterException where neither does
   */
  static Path path(Workspace workspace) {
    return new SimulatedUp(workspace, 0)
        .kubeconfig()
        .orElseGet(() -> workspace.cluster().kubeconfig());
  }
}
