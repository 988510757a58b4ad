package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether this machine can run containers, and what to do where it cannot. */
public final class Requirements {
  /** Below this a cluster soon fails in ways that are hard to understand. */
  private static final long FREE_BYTES = 3L << 30;

  private Requirements() {}

  /** Returns what is missing, one sentence each; empty where a cluster can run. */
  public static List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!"root".equals(System.getProperty("user.name"))) {
      missing.add("It must run as root (this is user " + System.getProperty("user.name") + ").");
      return missing;
    }
    Set<String> packages = HostPackages.CLUSTER.missing();
    if (!packages.isEmpty()) {
      missing.add(
          "Debian packages are missing: apt-get install --no-install-recommends "
              + String.join(" ", packages));
      return missing;
    }
    Command.Result namespaces =
        Command.of("unshare", "--fork", "--pid", "--mount-proc", "--mount", "--net", "true")
            .tryRun();
    if (namespaces.status() != 0) {
      missing.add(
          "The kernel or this container refuses new namespaces (unshare: "
              + namespaces.output().strip()
              + ").");
    }
    return missing;
  }

  /** Returns where the plugins are that connect pods. */
  static Path cniDirectory() {
    return HostPackages.CNI_DIRECTORIES.stream()
        .filter(at -> Files.isExecutable(at.resolve("ptp")))
        .findFirst()
        .orElseThrow(
            () -> new ClusterException("The package containernetworking-plugins is missing"));
  }

  /**
   * Checks all of it.
   *
   * @throws ClusterException with everything that is missing
   */
  static void check(Directories directories) {
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new ClusterException(
          "This machine cannot run containers:\n  - " + String.join("\n  - ", missing));
    }
    checkDisk(directories.state());
    checkDisk(directories.cache());
  }

  /**
   * Checks that there is room.
   *
   * @throws ClusterException where there is not, with how much is needed
   */
  public static void checkDisk(Path directory) {
    try {
      Files.createDirectories(directory);
      long free = Files.getFileStore(directory).getUsableSpace();
      if (free < FREE_BYTES) {
        throw new ClusterException(
            "Only %d MiB are free at %s, and %d MiB are needed. Free some, or set REALTIME_HOME (state) and XDG_CACHE_HOME (cache) to a larger disk."
                .formatted(free >> 20, directory, FREE_BYTES >> 20));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use " + directory, e);
    }
  }
}
