package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.scale.Figures;
import dev.realtime.e2e.scale.ScaleReport;
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
      "Ready, memory, processor time at rest, and what a restart costs. Writes",
      "bench/reports/scale.md."
    },
    mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
  /** The memory of its container, as its options see it: they size the heap by it. */
  private static final String MEMORY = "-XX:MaxRAM=400m";

  private static final long KIBIBYTES_IN_GIBIBYTE = 1 << 20;

  @Option(
      names = "--services",
      defaultValue = "100",
      split = ",",
      paramLabel = "NUMBER",
      description = "how many, or several numbers for a run of each: 100,300,1000 (default: 100)")
  List<Integer> services = new ArrayList<>();

  @Option(
      names = "--operators",
      defaultValue = "1",
      description = "how many share them, by label selector (default: 1)")
  int operators;

  @Option(
      names = "--report",
      paramLabel = "DIRECTORY",
      defaultValue = "bench/reports",
      description = "where scale.md is written anew with these runs (default: bench/reports)")
  Path report = Path.of("bench/reports");

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (operators < 1 || services.stream().anyMatch(number -> number < operators)) {
      throw new ClusterException(
          "--operators must be 1 or more, and --services at least as many; they are "
              + operators
              + " and "
              + services);
    }
    Workspace workspace = Workspace.standard();
    workspace.binaries().requireToolchain();
    new Product(workspace).compile();
    ScaleReport reports = new ScaleReport(workspace.directories().project().resolve(report));
    for (int number : services) {
      Figures figures = run(workspace, number);
      System.out.print(figures.text());
      System.out.println(reports.add(figures, machine()));
    }
    return 0;
  }

  /** On a cluster of its own, so that no run finds what another has left. */
  private Figures run(Workspace workspace, int number) throws IOException, InterruptedException {
    Path state =
        workspace
            .directories()
            .state()
            .resolve("scale-" + ProcessHandle.current().pid() + "-" + number);
    SimulatedCluster cluster = new SimulatedCluster(state, workspace.binaries());
    Thread cleanup = new Thread(cluster::stop);
    Runtime.getRuntime().addShutdownHook(cleanup);
    try (Progress.Step _ = workspace.progress().begin("Starting a simulated cluster")) {
      cluster.start();
    }
    try {
      return new ScaleRun(
              cluster,
              workspace.directories().project(),
              operatorLine(workspace, state),
              number,
              operators,
              workspace.progress())
          .run();
    } finally {
      Runtime.getRuntime().removeShutdownHook(cleanup);
      cluster.stop();
    }
  }

  /** Without names of hosts, users or directories. */
  private static String machine() throws IOException {
    String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\D", "");
    return "%d processors, %d GiB of memory, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            Long.parseLong(memory) / KIBIBYTES_IN_GIBIBYTE,
            Runtime.version().feature());
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
