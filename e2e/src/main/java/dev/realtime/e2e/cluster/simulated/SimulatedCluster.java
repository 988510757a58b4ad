package dev.realtime.e2e.cluster.simulated;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Daemons;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The processes of one simulated cluster, and others that join it.
 *
 * @param state its directory, deleted when it stops; every process has it in its command line
 * @param binaries gives the programs
 */
public record SimulatedCluster(Path state, Binaries binaries) {
  /** What every simulated cluster consists of; Java programs join it. */
  public static final List<String> PROGRAMS =
      List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok");

  private static final String JAVA = "java";

  private static final Duration API_TIMEOUT = Duration.ofSeconds(60);

  /** Written when a start has succeeded: what was cut short is never mistaken for a cluster. */
  private static final String COMPLETE = "complete";

  /** All of it shares the processors of one machine, where memory is cheaper. */
  private static final Map<String, String> LESS_COLLECTION = Map.of("GOGC", "400");

  public static SimulatedCluster in(Directories directories, Binaries binaries) {
    return new SimulatedCluster(directories.state().resolve("simulated"), binaries);
  }

  /** The file with address and credentials of the cluster's administrator. */
  public Path kubeconfig() {
    return state.resolve("kubeconfig");
  }

  public Path logs() {
    return state.resolve("log");
  }

  /** Whether it was started wholly and its API server runs. */
  public boolean running() {
    return Files.exists(state.resolve(COMPLETE)) && process("kube-apiserver").isPresent();
  }

  /** Starts it anew, with one node on which every pod is ready at once. */
  public void start() {
    stop();
    SimulatedFiles files = SimulatedFiles.create(state);
    spawn("etcd", line(Program.ETCD, files.etcd()), LESS_COLLECTION);
    Process api =
        spawn("kube-apiserver", line(Program.KUBE_APISERVER, files.apiServer()), LESS_COLLECTION);
    Await.until(
        API_TIMEOUT,
        () -> {
          if (!api.isAlive()) {
            throw new ClusterException(
                "The API server ended; see " + logs().resolve("kube-apiserver.log"));
          }
          return kubectl("get", "--raw", "/readyz").tryRun().status() == 0;
        },
        () -> "The API server is not ready; see " + logs().resolve("kube-apiserver.log"));
    spawn(
        "kube-controller-manager",
        line(Program.KUBE_CONTROLLER_MANAGER, files.controllerManager()),
        LESS_COLLECTION);
    spawn("kube-scheduler", line(Program.KUBE_SCHEDULER, files.scheduler()), Map.of());
    spawn("kwok", line(Program.KWOK, files.kwok()), Map.of());
    kubectl("apply", "--server-side", "-f", "-").reading(files.node()).run();
    kubectl("wait", "--for=condition=Ready", "node/simulated", "--timeout=50s").run();
    try {
      Files.createFile(state.resolve(COMPLETE));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + state, e);
    }
  }

  /**
   * Starts a program that belongs to the cluster: it ends when the cluster stops.
   *
   * @param name of its log
   * @param line must have a path below {@link #state} in it
   */
  public Process spawn(String name, List<String> line, Map<String, String> environment) {
    return Daemons.start(line, environment, logs().resolve(name + ".log"));
  }

  /** Returns the line that runs kubectl on this cluster. */
  public Command kubectl(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(binaries.get(Program.KUBECTL).toString(), "--kubeconfig=" + kubeconfig()));
    line.addAll(List.of(arguments));
    return Command.of(line);
  }

  /**
   * Ends all its processes and deletes its directory.
   *
   * @return whether there was anything
   */
  public boolean stop() {
    List<ProcessHandle> processes = processes();
    processes.forEach(ProcessHandle::destroyForcibly);
    Await.until(
        Duration.ofSeconds(10),
        () -> processes.stream().noneMatch(ProcessHandle::isAlive),
        () -> "Processes of the simulated cluster do not end: " + processes);
    boolean any = !processes.isEmpty() || Files.exists(state);
    Command.of("rm", "-rf", "--one-file-system", "--", state.toString()).run();
    return any;
  }

  /** Returns the process of one of {@link #PROGRAMS}; empty where it does not run. */
  public Optional<ProcessHandle> process(String program) {
    return find(entry -> entry.program().equals(program)).stream().findFirst();
  }

  /** Returns the Java program that joined it with such an argument; empty where none runs. */
  public Optional<ProcessHandle> joined(Predicate<String> argument) {
    return find(
            entry -> entry.program().equals(JAVA) && entry.arguments().stream().anyMatch(argument))
        .stream()
        .findFirst();
  }

  private List<ProcessHandle> processes() {
    return find(entry -> PROGRAMS.contains(entry.program()) || entry.program().equals(JAVA));
  }

  /** Its processes have the directory in their command line. */
  private List<ProcessHandle> find(Predicate<ProcessTable.Entry> condition) {
    String mark = state + "/";
    return ProcessTable.find(
        entry ->
            condition.test(entry)
                && entry.arguments().stream().anyMatch(argument -> argument.contains(mark)));
  }

  private List<String> line(Program program, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(binaries.get(program).toString()));
    line.addAll(arguments);
    return line;
  }
}
