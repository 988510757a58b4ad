package dev.realtime.e2e.sdk;

import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Redis processes that keep nothing on disk but what a cluster has to remember. */
final class RedisNodes implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CLUSTER_NODES = 6;

  /** A cluster node talks to the others on its port and this much above it. */
  private static final int BUS_OFFSET = 10_000;

  private record Node(Process process, int port) {}

  private final List<Node> nodes = new ArrayList<>();

  private RedisNodes() {}

  /** Starts processes that know nothing of each other. */
  static RedisNodes start(Path work, int count, String... options) {
    RedisNodes started = new RedisNodes();
    for (int i = 0; i < count; i++) {
      started.add(work.resolve("redis" + i), options);
    }
    return started;
  }

  /** Starts a cluster of three masters and three replicas, and waits until it is one. */
  static RedisNodes startCluster(Path work) {
    RedisNodes cluster = start(work, CLUSTER_NODES, "--cluster-enabled", "yes");
    List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    cluster.nodes.forEach(node -> create.add("127.0.0.1:" + node.port()));
    create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
    Command.of(create).within(SOON).run();
    for (Node node : cluster.nodes) {
      await("the cluster as seen by port " + node.port())
          .atMost(SOON)
          .until(() -> cluster.ask(node, "cluster", "info").contains("cluster_state:ok"));
    }
    return cluster;
  }

  /** Returns all of them as the server's configuration has them. */
  String addresses() {
    return nodes.stream()
        .map(node -> "\"127.0.0.1:" + node.port() + "\"")
        .collect(Collectors.joining(", "));
  }

  private void add(Path work, String... options) {
    int port = freePort();
    List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1"));
    command.addAll(List.of("--port", Integer.toString(port), "--save", "", "--dir", work + ""));
    command.addAll(List.of(options));
    try {
      Files.createDirectories(work);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("log").toFile())
              .start();
      nodes.add(new Node(process, port));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run redis-server; ./dev installs it", e);
    }
    await("Redis on port " + port).atMost(SOON).until(() -> accepts(port));
  }

  private String ask(Node node, String... words) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p", node.port() + ""));
    command.addAll(List.of(words));
    return Command.of(command).within(SOON).run();
  }

  private static boolean accepts(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = socket.getLocalPort();
        if (port + BUS_OFFSET <= 65_535) {
          return port;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("No free port", e);
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.process().destroy());
    for (Node node : nodes) {
      try {
        if (!node.process().waitFor(10, TimeUnit.SECONDS)) {
          node.process().destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        node.process().destroyForcibly();
      }
    }
  }
}
