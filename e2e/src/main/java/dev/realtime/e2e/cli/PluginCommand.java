package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The kubectl plugin, for use outside ./dev. */
@Command(
    name = "plugin",
    description = "Builds the kubectl plugin and links it into a directory of your path.",
    mixinStandardHelpOptions = true)
final class PluginCommand implements Callable<Integer> {
  @Option(
      names = "--to",
      paramLabel = "DIRECTORY",
      description = "where to link it (default: ~/.local/bin)")
  Path to = Path.of(System.getProperty("user.home"), ".local/bin");

  @Override
  public Integer call() throws IOException {
    Path bin = new Plugin(Workspace.standard()).bin();
    Files.createDirectories(to);
    for (String name : List.of("kubectl-realtime", "kubectl_complete-realtime")) {
      Path link = to.resolve(name);
      if (Files.exists(link) && !Files.isSymbolicLink(link)) {
        throw new ClusterException(
            link
                + " is there already and is no link of ours: remove it, or give --to another place");
      }
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, bin.resolve(name));
    }
    boolean onPath = List.of(System.getenv("PATH").split(":", -1)).contains(to.toString());
    System.out.println("Linked into " + to + ". Try: kubectl realtime status");
    if (!onPath) {
      System.out.println(to + " is not on your PATH: add it.");
    }
    return 0;
  }
}
