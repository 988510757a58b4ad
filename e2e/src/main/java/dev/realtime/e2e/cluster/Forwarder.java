package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Daemons;
import dev.realtime.e2e.cluster.sys.ProcessTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A process on the host that passes connections at one of its ports on to a Service.
 *
 * @param cluster whose Service it is
 * @param port on 127.0.0.1
 * @param target host name within the cluster, and port
 */
public record Forwarder(Cluster cluster, int port, String target) {
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Starts it, unless it runs already.
   *
   * @throws ClusterException where another program has the port
   */
  public void start() {
    if (!running().isEmpty()) {
      return;
    }
    requireFree(port);
    Path log = cluster.directory().resolve("var/log/forward-" + port + ".log");
    List<String> line =
        List.of(
            cluster.components().binaries().get(Program.FORWARD).toString(),
            "-cluster",
            cluster.directory().toString(),
            "-listen",
            listen(),
            "-to",
            target,
            "-dns",
            cluster.plan().dnsServiceAddress() + ":53");
    Process process = Daemons.start(line, Map.of(), log);
    Await.until(
        Duration.ofSeconds(5),
        () -> isTaken(port) || !process.isAlive(),
        () -> "The forwarder of port " + port + " does not listen; see " + log);
    if (!process.isAlive()) {
      throw new ClusterException("The forwarder of port " + port + " ended at once; see " + log);
    }
  }

  private String listen() {
    return "127.0.0.1:" + port;
  }

  private List<ProcessHandle> running() {
    return find(
        cluster.directory(),
        arguments -> arguments.contains(listen()) && arguments.contains(target));
  }

  /** Ends all forwarders of a cluster. */
  static void stopAll(ClusterOptions options) {
    for (ProcessHandle process : find(options.state(), arguments -> true)) {
      process.destroyForcibly();
      Await.until(
          Duration.ofSeconds(5), () -> !process.isAlive(), () -> "A forwarder does not end");
    }
  }

  private static List<ProcessHandle> find(Path state, Predicate<List<String>> condition) {
    return ProcessTable.find(
        entry ->
            entry.program().equals("forward")
                && entry.arguments().size() > 2
                && entry.arguments().get(2).equals(state.toString())
                && condition.test(entry.arguments()));
  }

  /**
   * Checks that nobody listens at a port of 127.0.0.1.
   *
   * @throws ClusterException where somebody does, with how to find out who; and where it is no port
   */
  public static void requireFree(int port) {
    if (port < 1 || port > HIGHEST_PORT) {
      throw new ClusterException(
          "--port %d is no TCP port: choose one from 1 to %d.".formatted(port, HIGHEST_PORT));
    }
    try {
      bind(port);
    } catch (IOException e) {
      throw new ClusterException(
          String.valueOf(e.getMessage()).contains("Permission denied")
              ? "Only root may listen at port %d: choose one from 1024 with --port.".formatted(port)
              : "Port %d of 127.0.0.1 is taken by another program. See which one with: ss -ltnp 'sport = :%d'; end it, or choose another port with --port."
                  .formatted(port, port),
          e);
    }
  }

  /** Whether somebody listens at a port of 127.0.0.1. */
  public static boolean isTaken(int port) {
    try {
      bind(port);
      return false;
    } catch (IOException taken) {
      return true;
    }
  }

  private static void bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }
  }
}
