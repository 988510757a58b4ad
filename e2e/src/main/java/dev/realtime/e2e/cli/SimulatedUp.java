package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Forwarder;
import dev.realtime.e2e.cluster.Requirements;
import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Locks;
import dev.realtime.e2e.cluster.sys.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./dev up --simulated}: the operator works on a real API server, pods are played, and one
 * real server stands in for all of them.
 *
 * @param workspace where
 * @param port of the one server
 */
record SimulatedUp(Workspace workspace, int port) {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  /**
   * Checks what can be known before anything long begins.
   *
   * @throws ClusterException where the port is taken or the disk nearly full
   */
  void require() {
    if (server(port).isEmpty()) {
      Forwarder.requireFree(port);
    }
    Requirements.checkDisk(workspace.directories().state());
    Requirements.checkDisk(workspace.directories().cache());
  }

  int call() {
    SimulatedCluster simulated = simulated();
    Progress progress = workspace.progress();
    new Product(workspace).compile();
    try (Locks.Held _ = Locks.take(lock())) {
      if (!simulated.running()) {
        try (Progress.Step _ = progress.begin("Starting a simulated cluster")) {
          simulated.start();
        }
      }
      apply("-k", "manifests/base/crds");
      apply("-f", "manifests/base/namespace.yaml");
      try (Progress.Step _ = progress.begin("Starting the operator and one server")) {
        startPrograms(simulated);
      }
    }
    apply("-f", "manifests/samples/realtime.yaml");
    try (Progress.Step _ = progress.begin("Waiting for the sample's pods")) {
      Await.until(
          READY_TIMEOUT,
          () ->
              simulated
                      .kubectl(
                          "-n",
                          "production",
                          "wait",
                          "--for=condition=Available",
                          "deployment/realtime",
                          "--timeout=5s")
                      .tryRun()
                      .status()
                  == 0,
          () -> "The operator made no deployment that is available; see ./dev logs operator");
    }
    System.out.println(
        """

        A simulated cluster runs. Its API server and the operator are real, its pods are not;
        the server below is one process of its own, with messages in memory.

          WebSocket   ws://127.0.0.1:%d/connection/websocket
          kubectl     ./dev kubectl -n production get realtimeservices,pods
          stop        ./dev down
        """
            .formatted(port));
    return 0;
  }

  private void startPrograms(SimulatedCluster simulated) {
    if (server(port).isEmpty()) {
      Forwarder.requireFree(port);
      server().ifPresent(this::end);
      // Nobody is told the ports of probes and metrics, so any will do; the usual may be taken.
      Path config = ServerCommand.writeConfig(serverDirectory(port), port, 0);
      simulated.spawn("server", ServerCommand.line(workspace, config), Map.of());
    }
    if (operator().isEmpty()) {
      List<String> line =
          new ArrayList<>(
              ServerCommand.javaLine(
                  workspace, "operator", "dev.realtime.operator.Main", List.of()));
      line.add(1, operatorMark());
      simulated.spawn(
          "operator",
          line,
          Map.of(
              "KUBECONFIG", simulated.kubeconfig().toString(),
              "OPERATOR_NAMESPACE", "realtime-system",
              "POD_NAME", "operator",
              "MANAGEMENT_PORT", "0",
              "REALTIME_SERVER_IMAGE", "realtime.dev/server:simulated",
              "REALTIME_REDIS_IMAGE", "realtime.dev/redis:simulated"));
    }
    Await.until(
        Duration.ofSeconds(30),
        () -> {
          requireRunning("server", server(port));
          requireRunning("operator", operator());
          return Forwarder.isTaken(port);
        },
        () -> "The server does not listen; see " + simulated.logs().resolve("server.log"));
  }

  private void requireRunning(String name, Optional<ProcessHandle> process) {
    if (process.isEmpty()) {
      throw new ClusterException(
          "The " + name + " ended; see " + simulated().logs().resolve(name + ".log"));
    }
  }

  private void end(ProcessHandle server) {
    workspace.progress().say("Moving the server to port " + port + "; it begins empty there");
    server.destroyForcibly();
    Await.until(
        Duration.ofSeconds(10), () -> !server.isAlive(), () -> "The server before does not end");
  }

  /** The configuration's directory, by which the server is found: its name tells the port. */
  private Path serverDirectory(int its) {
    return simulated().state().resolve("server").resolve(Integer.toString(its));
  }

  private Optional<ProcessHandle> server(int its) {
    return simulated().joined(serverDirectory(its).toString()::equals);
  }

  /** At any port. */
  private Optional<ProcessHandle> server() {
    return simulated().joined(argument -> argument.startsWith(simulated().state() + "/server"));
  }

  private Optional<ProcessHandle> operator() {
    return simulated().joined(operatorMark()::equals);
  }

  private String operatorMark() {
    return "-Drealtime.simulated=" + simulated().state() + "/operator";
  }

  /** Held while it starts or stops; no real cluster's name has a dot. */
  private Path lock() {
    return workspace.directories().state().resolve("locks/up.simulated");
  }

  private void apply(String flag, String path) {
    Path file = workspace.directories().project().resolve(path);
    simulated().kubectl("apply", "--server-side", "--force-conflicts", flag, file.toString()).run();
  }

  /** Stops it. Returns whether there was anything. */
  boolean down() {
    SimulatedCluster simulated = simulated();
    if (!Files.exists(simulated.state())) {
      return false;
    }
    try (Locks.Held _ = Locks.take(lock());
        Progress.Step _ = workspace.progress().begin("Removing the simulated cluster")) {
      return simulated.stop();
    }
  }

  /** Returns its kubeconfig where it runs. */
  Optional<Path> kubeconfig() {
    SimulatedCluster simulated = simulated();
    return simulated.running() ? Optional.of(simulated.kubeconfig()) : Optional.empty();
  }

  /** Shows it. Returns 0 where it is whole. */
  int status() {
    SimulatedCluster simulated = simulated();
    System.out.println("Simulated: pods are played by KWOK. Directory " + simulated.state());
    boolean whole = true;
    for (String program : SimulatedCluster.PROGRAMS) {
      whole &= StatusCommand.showProcess(program, simulated.process(program));
    }
    whole &= StatusCommand.showProcess("server", server());
    whole &= StatusCommand.showProcess("operator", operator());
    whole &= StatusCommand.showObjects(simulated::kubectl);
    return whole ? 0 : 1;
  }

  /** Returns the directory of its logs where it runs. */
  static Optional<Path> logs(Workspace workspace) {
    SimulatedUp up = new SimulatedUp(workspace, 0);
    return up.kubeconfig().map(kubeconfig -> up.simulated().logs());
  }

  private SimulatedCluster simulated() {
    return SimulatedCluster.in(workspace.directories(), workspace.binaries());
  }
}
