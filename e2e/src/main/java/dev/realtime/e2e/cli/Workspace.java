package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.ClusterLauncher;
import dev.realtime.e2e.cluster.ClusterOptions;
import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;

/**
 * What every command works with.
 *
 * @param directories of this machine
 * @param progress to the terminal
 */
record Workspace(Directories directories, Progress progress) {
  /** The cluster of {@code ./dev up}. */
  static final String LOCAL = "local";

  static Workspace standard() {
    return new Workspace(Directories.standard(), Progress.onTerminal());
  }

  ClusterLauncher launcher(String name) {
    return new ClusterLauncher(new ClusterOptions(name, directories, false), progress);
  }

  ClusterLauncher launcher() {
    return launcher(LOCAL);
  }

  Binaries binaries() {
    return new Binaries(directories, progress);
  }

  Maven maven() {
    return new Maven(directories.project());
  }

  /**
   * Returns the cluster of {@code ./dev up}.
   *
   * @throws ClusterException where it does not run
   */
  Cluster cluster() {
    return launcher()
        .running()
        .orElseThrow(() -> new ClusterException("No cluster is running. Start one with: ./dev up"));
  }
}
