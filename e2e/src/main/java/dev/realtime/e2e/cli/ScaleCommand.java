package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.scale.Figures;
import dev.realtime.e2e.scale.ScaleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How the operator does with many services. */
@Command(
    name = "scale",
    description = {
      "Measures the operator with many services whose pods are simulated: time until all are",
      "Ready, memory, processor time at rest, and what a restart costs."
    },
    mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
  /** The heap of the operator in its container: 60 % of 400Mi. */
  private static final String MEMORY = "-Xmx240m";

  @Option(names = "--services", defaultValue = "100", description = "how many (default: 100)")
  int services;

  @Option(
      names = "--operators",
      defaultValue = "1",
      description = "how many share them, by label selector (default: 1)")
  int operators;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "append the figures to this file, one line of JSON for each run")
  @org.jspecify.annotations.Nullable Path report;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workspace workspace = Workspace.standard();
    workspace.binaries().requireToolchain();
    new Product(workspace).compile();
    Path state = workspace.directories().state().resolve("scale-" + ProcessHandle.current().pid());
    SimulatedCluster cluster = new SimulatedCluster(state, workspace.binaries());
    Thread cleanup = new Thread(cluster::stop);
    Runtime.getRuntime().addShutdownHook(cleanup);
    try (Progress.Step _ = workspace.progress().begin("Starting a simulated cluster")) {
      cluster.start();
    }
    Figures figures =
        new ScaleRun(
                cluster,
                workspace.directories().project(),
                operatorLine(workspace, state),
                services,
                operators,
                workspace.progress())
            .run();
    System.out.print(figures.text());
    if (report != null) {
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.writeString(
          report,
          figures.json(),
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    }
    return 0;
  }

  /** With the options of the image. */
  private static List<String> operatorLine(Workspace workspace, Path state) throws IOException {
    List<String> line =
        new ArrayList<>(
            ServerCommand.javaLine(workspace, "operator", "dev.realtime.operator.Main", List.of()));
    List<String> options = new ArrayList<>(List.of("-Drealtime.simulated=" + state + "/operator"));
    options.add(MEMORY);
    Path file =
        workspace
            .directories()
            .project()
            .resolve("e2e/src/main/resources/dev/realtime/e2e/image/operator.java.options");
    Files.readAllLines(file).stream()
        .filter(option -> option.startsWith("-"))
        .forEach(options::add);
    line.addAll(1, options);
    return line;
  }
}
