package dev.realtime.e2e.cluster.node;

import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
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

/**
 * One node that runs.
 *
 * @param init process 1 of the node, as the host numbers it
 */
public record Node(ProcessHandle init) {
  /** Where the host's cache directory is inside. */
  public static final String CACHE = "/run/realtime/cache";

  /** Programs inside get this environment and nothing of the caller's. */
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

  /** Finds the running node of the cluster with this state directory. */
  public static Optional<Node> of(Path state) {
    return ProcessTable.find(
            entry ->
                entry.program().equals("node-init")
                    && entry.arguments().size() == 3
                    && entry.arguments().get(2).equals(state.toString()))
        .stream()
        .findFirst()
        .map(Node::new);
  }

  /**
   * Returns the line that runs a command inside; from the host, as root.
   *
   * @param line program and arguments
   */
  public List<String> inside(List<String> line) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--target=" + init.pid(),
                "--mount",
                "--pid",
                "--net",
                "--uts",
                "--ipc",
                "--",
                "env",
                "-i",
                "PATH=" + PATH,
                "HOME=/root"));
    all.addAll(line);
    return all;
  }

  public Command command(String... line) {
    return Command.of(inside(List.of(line)));
  }

  /**
   * Starts a program that goes on when this process ends.
   *
   * @param line the program's path inside, and arguments
   * @param log file inside that its output is appended to
   * @return the program's process
   * @throws ClusterException where it ends at once, with the end of its log
   */
  public ProcessHandle spawn(List<String> line, String log) {
    List<String> wrapped =
        new ArrayList<>(
            List.of(
                "setsid",
                "sh",
                "-c",
                "ulimit -n $(ulimit -Hn); log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null",
                "spawn",
                log));
    wrapped.addAll(line);
    Process entering;
    try {
      entering =
          new ProcessBuilder(inside(wrapped))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot enter the node's namespaces", e);
    }
    String program = line.getFirst();
    if (!Await.within(START_TIMEOUT, () -> find(program).isPresent() || !entering.isAlive())
        || find(program).isEmpty()) {
      throw new ClusterException(
          program + " did not start:\n" + command("tail", "-n", "20", log).tryRun().output());
    }
    ProcessHandle process = find(program).orElseThrow();
    // nsenter has done its duty; without it the program belongs to process 1 of the node.
    entering.destroyForcibly();
    return process;
  }

  /** Returns the process inside whose command line begins with this program's path or name. */
  public Optional<ProcessHandle> find(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    String namespace = ProcessTable.pidNamespace(init.pid());
    return namespace.isEmpty()
        ? Optional.empty()
        : ProcessTable.find(
                entry -> entry.pidNamespace().equals(namespace) && entry.program().equals(name))
            .stream()
            .findFirst();
  }

  /** Ends process 1, and with it everything else inside. */
  void end() {
    init.destroyForcibly();
    Await.until(
        Duration.ofSeconds(30),
        () -> !init.isAlive(),
        () -> "Process " + init.pid() + " (the node's process 1) does not end");
  }

  /** Writes what {@code node.sh} is, so that the namespaces can be set up from it. */
  static Path writeScript(Path state) {
    try (var in = Node.class.getResourceAsStream("/dev/realtime/e2e/cluster/node/node.sh")) {
      if (in == null) {
        throw new IllegalStateException("node.sh is missing from the class path");
      }
      Path script = state.resolve("node.sh");
      Files.write(script, in.readAllBytes());
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write node.sh", e);
    }
  }

  static Map<String, String> environment() {
    return Map.of("PATH", PATH, "HOME", "/root");
  }
}
