package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.scale.Figures;
import dev.realtime.e2e.scale.OperatorStarts;
import dev.realtime.e2e.scale.ScaleReport;
import dev.realtime.e2e.scale.ScaleRun;
import dev.realtime.e2e.scale.StartReport;
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
      "Measures the operator with many services whose pods are simulated.",
      "Time until all are Ready, memory, processor time at rest, and what a restart costs. Writes"
          + " bench/reports/scale.md."
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
      names = "--bare",
      description = {
        "also with the bare operator in its place, on a cluster of its own:",
        "the same objects by the Java Operator SDK and nothing else"
      })
  boolean bare;

  @Option(
      names = "--start-up",
      description = {
        "instead: how an operator starts, with the AOT cache and compact object headers on and off.",
        "Writes operator-start.md."
      })
  boolean startUp;

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
    Path directory = workspace.directories().project().resolve(report);
    if (startUp) {
      System.out.println(startUps(workspace).write(directory, machine()));
      return 0;
    }
    ScaleReport reports = new ScaleReport(directory);
    for (int number : services) {
      for (boolean other : bare ? List.of(false, true) : List.of(false)) {
        Figures figures = run(workspace, number, other);
        System.out.print(figures.text());
        System.out.println(reports.add(figures, machine()));
      }
    }
    return 0;
  }

  private Figures run(Workspace workspace, int number, boolean other)
      throws IOException, InterruptedException {
    return onCluster(
        workspace,
        String.valueOf(number),
        cluster ->
            new ScaleRun(
                    cluster,
                    workspace.directories().project(),
                    other
                        ? bareLine(workspace, cluster.state())
                        : operatorLine(workspace, cluster.state()),
                    number,
                    other ? 1 : operators,
                    other,
                    workspace.progress())
                .run());
  }

  private static StartReport startUps(Workspace workspace)
      throws IOException, InterruptedException {
    return onCluster(
        workspace,
        "start",
        cluster ->
            new OperatorStarts(
                    cluster,
                    workspace.directories().project(),
                    imageOptions(workspace, cluster.state()),
                    workspace.progress())
                .run());
  }

  /** What is done with a cluster. */
  private interface Deed<T> {
    T on(SimulatedCluster cluster) throws IOException, InterruptedException;
  }

  /** On a cluster of its own, so that no run finds what another has left. */
  private static <T> T onCluster(Workspace workspace, String name, Deed<T> deed)
      throws IOException, InterruptedException {
    Path state =
        workspace
            .directories()
            .state()
            .resolve("scale-" + ProcessHandle.current().pid() + "-" + name);
    SimulatedCluster cluster = new SimulatedCluster(state, workspace.binaries());
    Thread cleanup = new Thread(cluster::stop);
    Runtime.getRuntime().addShutdownHook(cleanup);
    try (Progress.Step _ = workspace.progress().begin("Starting a simulated cluster")) {
      cluster.start();
    }
    try {
      return deed.on(cluster);
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
    line.addAll(1, imageOptions(workspace, state));
    return line;
  }

  private static List<String> bareLine(Workspace workspace, Path state) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                BenchCommand.packaged(workspace),
                "dev.realtime.bench.operator.BareOperator"));
    line.addAll(1, imageOptions(workspace, state));
    return line;
  }

  /** What its container starts it with. */
  private static List<String> imageOptions(Workspace workspace, Path state) throws IOException {
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
    return options;
  }
}
