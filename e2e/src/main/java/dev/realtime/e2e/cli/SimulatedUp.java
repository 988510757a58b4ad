package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Forwarder;
import dev.realtime.e2e.cluster.Requirements;
import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
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
    if (!simulated().running()) {
      Forwarder.requireFree(port);
    }
    Requirements.checkDisk(workspace.directories().state());
    Requirements.checkDisk(workspace.directories().cache());
  }

  int call() {
    SimulatedCluster simulated = simulated();
    Progress progress = workspace.progress();
    new Product(workspace).compile();
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
    // Nobody is told the ports of probes and metrics, so any will do; the usual ones may be taken.
    Path config = ServerCommand.writeConfig(simulated.state().resolve("server"), port, 0);
    if (!runs(simulated, "server")) {
      simulated.spawn("server", ServerCommand.line(workspace, config), Map.of());
    }
    if (!runs(simulated, "operator")) {
      List<String> line =
          new ArrayList<>(
              ServerCommand.javaLine(
                  workspace, "operator", "dev.realtime.operator.Main", List.of()));
      line.add(1, "-Drealtime.simulated=" + simulated.state() + "/operator");
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
          for (String name : List.of("server", "operator")) {
            if (!runs(simulated, name)) {
              throw new ClusterException(
                  "The " + name + " ended; see " + simulated.logs().resolve(name + ".log"));
            }
          }
          return Forwarder.isTaken(port);
        },
        () -> "The server does not listen; see " + simulated.logs().resolve("server.log"));
  }

  private static boolean runs(SimulatedCluster simulated, String name) {
    return simulated.processes().stream()
        .anyMatch(
            process ->
                String.join(" ", process.info().arguments().orElse(new String[0]))
                    .contains(simulated.state() + "/" + name));
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
    try (Progress.Step _ = workspace.progress().begin("Removing the simulated cluster")) {
      return simulated.stop();
    }
  }

  /** Returns its kubeconfig where it runs. */
  Optional<Path> kubeconfig() {
    SimulatedCluster simulated = simulated();
    return simulated.running() ? Optional.of(simulated.kubeconfig()) : Optional.empty();
  }

  int status() {
    SimulatedCluster simulated = simulated();
    System.out.println("Simulated: pods are played by KWOK. Directory " + simulated.state());
    for (ProcessHandle process : simulated.processes()) {
      System.out.printf(
          "  %-8d %s%n", process.pid(), process.info().command().orElse("(cannot be read)"));
    }
    System.out.print(simulated.kubectl("get", "realtimeservices,pods", "-A").tryRun().output());
    return 0;
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
