package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The logs of everything that runs in the cluster. */
@Command(
    name = "logs",
    description = "Shows a log: operator, server, redis, or a component of the cluster.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  private static final Map<String, List<String>> PODS =
      Map.of(
          "operator", List.of("-n", "realtime-system", "-l", "app=realtime-operator"),
          "server", List.of("-n", "production", "-l", "app.kubernetes.io/component=server"),
          "redis", List.of("-n", "production", "-l", "app.kubernetes.io/component=redis"));

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "operator, server, redis or a component; without it, the names are listed")
  String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "go on as the log grows")
  boolean follow;

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "200",
      description = "how many of the last lines (default: ${DEFAULT-VALUE})")
  int lines;

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    Path directory = SimulatedUp.logs(workspace).orElseGet(() -> logs(workspace.cluster()));
    if (PODS.containsKey(name) && !Files.exists(directory.resolve(name + ".log"))) {
      return podLogs(workspace);
    }
    if (name.isEmpty()) {
      System.out.println("Pods: operator, server, redis");
      System.out.println("Components: " + String.join(", ", components(directory)));
      return 0;
    }
    Path log = directory.resolve(name + ".log");
    if (!Files.exists(log)) {
      throw new ClusterException(
          "There is no log '%s'. There are: operator, server, redis, %s"
              .formatted(name, String.join(", ", components(directory))));
    }
    List<String> line = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
    if (follow) {
      line.add("-F");
    }
    line.add(log.toString());
    return Foreground.run(line, directory, Map.of());
  }

  private int podLogs(Workspace workspace) {
    List<String> line =
        new ArrayList<>(List.of(workspace.binaries().get(Program.KUBECTL).toString(), "logs"));
    line.addAll(PODS.getOrDefault(name, List.of()));
    line.addAll(List.of("--prefix", "--all-containers", "--tail=" + lines));
    if (follow) {
      line.add("--follow");
    }
    return Foreground.run(
        line,
        workspace.directories().project(),
        Map.of("KUBECONFIG", KubeconfigCommand.path(workspace).toString()));
  }

  private static Path logs(Cluster cluster) {
    return cluster.directory().resolve("var/log");
  }

  private static List<String> components(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".log"))
          .map(file -> file.substring(0, file.length() - ".log".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + directory, e);
    }
  }
}
