package dev.realtime.e2e.cluster.node;

import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The host's side of one node: makes it, and removes all of it.
 *
 * @param name of the cluster
 * @param state directory of the cluster
 */
public record NodeHost(String name, Path state) {
  /** Directories that programs expect below {@code /var}. */
  private static final List<String> VAR = List.of("lib", "log", "tmp", "cache");

  /**
   * Makes the node; nothing runs in it yet.
   *
   * @param cache directory with all programs
   * @param init the executable of node-init, below the cache
   */
  public Node start(NetworkPlan plan, Path cache, Path init) {
    try {
      for (String directory : VAR) {
        Files.createDirectories(state.resolve("var").resolve(directory));
      }
      Files.setPosixFilePermissions(
          state.resolve("var/tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.createSymbolicLink(state.resolve("var/run"), Path.of("/run"));
      Files.createDirectories(state.resolve("run"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare " + state, e);
    }
    Path log = state.resolve("var/log/node.log");
    Process starting = unshare(cache, init, log);
    Await.until(
        Duration.ofSeconds(10),
        () -> Node.of(state).isPresent() || !starting.isAlive(),
        () -> "The node's namespaces are not set up; see " + log);
    Node node = Node.of(state).orElseThrow(() -> new ClusterException(failure(log)));
    link(plan).join(node);
    return node;
  }

  private Process unshare(Path cache, Path init, Path log) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "setsid",
                "sh",
                Node.writeScript(state).toString(),
                "outside",
                state.toString(),
                cache.toString(),
                cache.relativize(init).toString(),
                name));
    controlGroup().create().forEach(group -> line.add(group.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(Path.of("/").toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(Node.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ClusterException("Cannot set up the node's namespaces: " + e.getMessage(), e);
    }
  }

  private static String failure(Path log) {
    try {
      return "Cannot set up the node's namespaces:\n" + Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + log, e);
    }
  }

  /** Removes whatever there is of the node, of this run or of one that was cut short. */
  public void remove(Optional<NetworkPlan> plan) {
    Node.of(state).ifPresent(Node::end);
    plan.map(this::link).ifPresent(HostLink::awaitGone);
    controlGroup().delete();
  }

  /**
   * The control group's name at the root, as the kubelet needs it too. Clusters of the same name
   * below different state directories differ in the last part.
   */
  public String controlGroupName() {
    return "realtime-" + name + "-" + Integer.toHexString(state.toString().hashCode());
  }

  private HostLink link(NetworkPlan plan) {
    return HostLink.of(plan, controlGroupName());
  }

  private ControlGroup controlGroup() {
    return ControlGroup.named(controlGroupName());
  }

  /**
   * Returns the plan with addresses that nothing on this host uses.
   *
   * @param promised indexes of clusters that may not have a link
   */
  public static NetworkPlan freePlan(Set<Integer> promised) {
    Set<Integer> taken = new HashSet<>(promised);
    taken.addAll(HostLink.taken());
    return Routes.parse(Command.of("ip", "-4", "route", "show", "table", "all").run())
        .firstFree(taken);
  }
}
