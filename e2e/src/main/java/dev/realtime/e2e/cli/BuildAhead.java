package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.sys.ClusterException;

/**
 * Builds the programs of the local cluster while something else goes on that mostly waits. Whoever
 * needs one of them earlier waits for it, and builds it again where this build has failed.
 */
final class BuildAhead implements AutoCloseable {
  /** In which a build that was told to end has ended. */
  private static final int END_MILLIS = 10_000;

  private final Thread thread;
  private volatile boolean closed;

  private BuildAhead(Workspace workspace) {
    thread = Thread.ofPlatform().name("build-ahead").unstarted(() -> build(workspace));
  }

  /**
   * Begins.
   *
   * @param wanted whether any of them will be needed at all
   */
  static BuildAhead begin(Workspace workspace, boolean wanted) {
    BuildAhead ahead = new BuildAhead(workspace);
    if (wanted) {
      ahead.thread.start();
    }
    return ahead;
  }

  private void build(Workspace workspace) {
    try {
      Binaries.buildAllBeside(workspace.directories(), workspace.progress());
    } catch (ClusterException failed) {
      if (!closed) {
        workspace
            .progress()
            .say(
                "Building ahead has failed; the test that needs it tries again: "
                    + failed.getMessage());
      }
    }
  }

  /** Ends builds that are still going on. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
