package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.sys.Command;

/** Runs kubectl on one cluster, whatever kind of cluster it is. */
@FunctionalInterface
public interface Kubectl {
  /** Returns the line with these arguments; it does not run yet. */
  Command line(String... arguments);
}
