package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.node.NetworkPlan;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is on disk of one cluster. The file {@code network} says that a directory is ours, and which
 * addresses the cluster has.
 *
 * @param directory of the cluster
 */
record ClusterState(Path directory) {
  private static final String NETWORK = "network";

  /** Process number and start time of the process that the cluster belongs to. */
  private static final String OWNER = "owner";

  boolean exists() {
    return Files.exists(directory);
  }

  /** Returns the addresses; empty where the cluster never got that far. */
  Optional<NetworkPlan> plan() {
    return plan(directory);
  }

  private static Optional<NetworkPlan> plan(Path directory) {
    Path file = directory.resolve(NETWORK);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new NetworkPlan(Integer.parseInt(Files.readString(file).strip())));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new ClusterException(file + " is damaged; delete " + directory + " and try again", e);
    }
  }

  /** Returns the indexes of all clusters beside this one. */
  Set<Integer> taken() {
    Set<Integer> taken = new HashSet<>();
    Path all = directory.resolveSibling("");
    if (Files.isDirectory(all)) {
      try (DirectoryStream<Path> clusters = Files.newDirectoryStream(all)) {
        for (Path cluster : clusters) {
          plan(cluster).map(NetworkPlan::index).ifPresent(taken::add);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot list " + all, e);
      }
    }
    return taken;
  }

  /** Whether the cluster belongs to a process that has ended. */
  boolean isOrphan() {
    Path file = directory.resolve(OWNER);
    try {
      return Files.exists(file) && !isAlive(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static boolean isAlive(String owner) {
    long pid = Long.parseLong(owner.substring(0, owner.indexOf(' ')));
    return ProcessHandle.of(pid).filter(process -> identity(process).equals(owner)).isPresent();
  }

  /** A number alone may have been given to another process since. */
  private static String identity(ProcessHandle process) {
    return process.pid()
        + " "
        + process.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  /** Notes that the cluster is of no use once this process has ended. */
  void own() {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(OWNER), identity(ProcessHandle.current()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + directory, e);
    }
  }

  void create(NetworkPlan plan) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(NETWORK), plan.index() + "\n");
    } catch (IOException e) {
      throw new ClusterException(
          "Cannot write to "
              + directory
              + ": "
              + e.getMessage()
              + "; set REALTIME_HOME to a directory that can be written",
          e);
    }
  }

  /** Deletes everything; stays within the file system, should anything still be mounted. */
  void delete() {
    Command.of("rm", "-rf", "--one-file-system", "--", directory.toString()).run();
  }
}
