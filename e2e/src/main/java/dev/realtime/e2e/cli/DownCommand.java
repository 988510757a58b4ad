package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.ClusterLauncher;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes the local cluster. */
@Command(
    name = "down",
    description = "Stops the local cluster and removes all of it from this machine.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  @Option(names = "--all", description = "clusters that tests left behind, too")
  boolean all;

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    List<String> names =
        all ? ClusterLauncher.names(workspace.directories()) : List.of(Workspace.LOCAL);
    boolean any = new SimulatedUp(workspace, 0).down();
    for (String name : names) {
      ClusterLauncher launcher = workspace.launcher(name);
      if (launcher.exists()) {
        requireRemovable(workspace.directories().state());
        try (Progress.Step _ = workspace.progress().begin("Removing cluster '" + name + "'")) {
          launcher.stop();
        }
        any = true;
      }
    }
    if (!any) {
      System.err.println("Nothing to remove: no local cluster is there.");
    }
    return 0;
  }

  private static void requireRemovable(Path state) {
    if (!Files.isWritable(state)) {
      throw new ClusterException("The cluster belongs to root: run this as root (sudo ./dev down)");
    }
  }
}
