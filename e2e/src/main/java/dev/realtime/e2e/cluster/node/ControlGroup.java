package dev.realtime.e2e.cluster.node;

import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The control group that holds everything of one cluster: the node's own processes in its child
 * {@code node}, pods where the kubelet puts them.
 *
 * @param name of the group, directly below the root
 * @param roots where hierarchies are mounted: one with version 2, one for each controller with
 *     version 1 (and often a second version beside them, without controllers)
 * @param unified whether this is version 2
 */
record ControlGroup(String name, List<Path> roots, boolean unified) {
  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

  /** Looks which version this host has. */
  static ControlGroup named(String name) {
    if (Files.exists(MOUNTS.resolve("cgroup.controllers"))) {
      return new ControlGroup(name, List.of(MOUNTS), true);
    }
    try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
      return new ControlGroup(
          name,
          mounts
              .map(line -> line.split(" ", -1))
              .filter(fields -> fields[2].startsWith("cgroup"))
              .map(fields -> Path.of(fields[1]))
              .toList(),
          false);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read /proc/mounts", e);
    }
  }

  /**
   * Makes the group with its child for the node.
   *
   * @return the directories that a process must enter to be in that child
   */
  List<Path> create() {
    if (roots.isEmpty()) {
      throw new ClusterException(
          "No control groups are mounted on this host (looked for /sys/fs/cgroup); without them "
              + "the kubelet does not run");
    }
    List<Path> nodes = new ArrayList<>();
    for (Path root : roots) {
      Path group = root.resolve(name);
      Path node = group.resolve("node");
      try {
        Files.createDirectories(node);
        if (unified) {
          enableControllers(root);
          enableControllers(group);
        } else {
          inheritCpus(root, group);
          inheritCpus(group, node);
        }
      } catch (IOException e) {
        throw new ClusterException(
            "Cannot set up control group " + group + ": " + e.getMessage(), e);
      }
      nodes.add(node);
    }
    return nodes;
  }

  private static void enableControllers(Path group) throws IOException {
    for (String controller :
        Files.readString(group.resolve("cgroup.controllers")).strip().split("\\s+", -1)) {
      Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller);
    }
  }

  /** With version 1, a group of the cpuset controller takes no process before it has processors. */
  private static void inheritCpus(Path parent, Path child) throws IOException {
    for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
      if (Files.exists(child.resolve(file))) {
        Files.writeString(child.resolve(file), Files.readString(parent.resolve(file)).strip());
      }
    }
  }

  /** Whether anything of the group is still there. */
  boolean exists() {
    return roots.stream().anyMatch(root -> Files.exists(root.resolve(name)));
  }

  /** Removes the group, once its processes are gone; the kernel needs a moment after that. */
  void delete() {
    if (!Await.within(Duration.ofSeconds(10), this::tryDelete)) {
      throw new ClusterException(
          "Control group "
              + name
              + " still has processes; list them with: cat "
              + MOUNTS
              + "/*/"
              + name
              + "/*/cgroup.procs");
    }
  }

  private boolean tryDelete() {
    for (Path root : roots) {
      Path group = root.resolve(name);
      if (Files.exists(group)) {
        try (Stream<Path> tree = Files.walk(group)) {
          for (Path directory :
              tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(directory);
          }
        } catch (IOException | UncheckedIOException busy) {
          return false;
        }
      }
    }
    return true;
  }
}
