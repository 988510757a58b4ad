package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.ClusterLauncher;
import dev.realtime.e2e.cluster.ClusterOptions;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A bare cluster, for work on the harness itself and for other people's manifests. */
@Command(
    name = "cluster",
    description = "Starts, fills or stops a bare cluster, with nothing of ours on it.",
    mixinStandardHelpOptions = true)
final class ClusterCommand {

  @Command(
      description = "Starts a cluster; prints the path of its kubeconfig.",
      mixinStandardHelpOptions = true)
  int start(@Parameters(paramLabel = "NAME") String name) {
    Cluster cluster = launcher(name).start();
    System.out.println(cluster.kubeconfig());
    return 0;
  }

  @Command(
      description = "Makes images available to a cluster's pods.",
      mixinStandardHelpOptions = true)
  int load(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(
              paramLabel = "ARCHIVE",
              arity = "1..*",
              description = "a tar file of images, as ./dev images writes them")
          List<Path> archives) {
    Cluster cluster =
        launcher(name)
            .running()
            .orElseThrow(
                () ->
                    new ClusterException(
                        "No cluster '%1$s' is running. Start it with: ./dev cluster start %1$s"
                            .formatted(name)));
    for (Path archive : archives) {
      if (!Files.isReadable(archive)) {
        throw new ClusterException("There is no archive " + archive + " that can be read");
      }
      cluster.importArchive(archive.toAbsolutePath());
    }
    return 0;
  }

  @Command(description = "Stops a cluster and removes all of it.", mixinStandardHelpOptions = true)
  int stop(@Parameters(paramLabel = "NAME") String name) {
    launcher(name).stop();
    return 0;
  }

  private static ClusterLauncher launcher(String name) {
    return new ClusterLauncher(ClusterOptions.named(name), Progress.onTerminal());
  }
}
