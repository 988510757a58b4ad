package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.node.NetworkPlan;
import dev.realtime.e2e.cluster.node.Node;
import dev.realtime.e2e.cluster.plane.CommandLines;
import dev.realtime.e2e.cluster.plane.Component;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Starts, finds and ends the processes of one cluster.
 *
 * @param node what they run on
 * @param plan addresses
 * @param directories of this machine
 * @param binaries gives their executables
 * @param snapshotter how containerd lays image layers over each other
 */
public record Components(
    Node node, NetworkPlan plan, Directories directories, Binaries binaries, String snapshotter) {

  /** Starts a component that does not run; one that does is left alone. */
  public void start(Component component) {
    if (process(component).isEmpty()) {
      var line = new CommandLines(plan, Cluster.NODE_NAME).line(component, executable(component));
      node.spawn(line, component.log());
    }
  }

  /** Returns the component's process; empty where it does not run. */
  public Optional<ProcessHandle> process(Component component) {
    return node.find(component.title());
  }

  /** Ends a component at once, and returns when it is gone. Nothing starts it again by itself. */
  public void kill(Component component) {
    process(component)
        .ifPresent(
            process -> {
              process.destroyForcibly();
              Await.until(
                  Duration.ofSeconds(10),
                  () -> !process.isAlive(),
                  () -> component.title() + " does not end");
            });
  }

  /**
   * Checks that a component has not ended.
   *
   * @throws ClusterException where it has, with the end of its log
   */
  void requireRunning(Component component) {
    if (process(component).isEmpty()) {
      throw new ClusterException(
          component.title()
              + " has ended; its last words:\n"
              + node.command("tail", "-n", "15", component.log()).tryRun().output());
    }
  }

  private String executable(Component component) {
    return component
        .program()
        .map(program -> inside(binaries.get(program)))
        .orElse(component.title());
  }

  /** Where a program below the cache is inside the node. */
  String inside(Path executable) {
    return Node.CACHE + "/" + directories.cache().relativize(executable);
  }
}
