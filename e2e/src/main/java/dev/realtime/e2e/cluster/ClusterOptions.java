package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Which cluster.
 *
 * @param name lower-case letters, digits and hyphens, at most 20 characters; {@code local} is the
 *     one of {@code ./dev up}
 * @param directories where everything is
 * @param owned whether it is of no use once this process has ended, as a test's is; where the
 *     process had no time to stop it, the next one that starts a cluster does
 */
public record ClusterOptions(String name, Directories directories, boolean owned) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?");

  public ClusterOptions {
    if (!NAME.matcher(name).matches()) {
      throw new ClusterException(
          "'"
              + name
              + "' cannot be a cluster's name: use lower-case letters, digits and hyphens,"
              + " at most 20 characters");
    }
  }

  public static ClusterOptions named(String name) {
    return new ClusterOptions(name, Directories.standard(), false);
  }

  public ClusterOptions ownedByThisProcess() {
    return new ClusterOptions(name, directories, true);
  }

  /** The cluster's own directory, deleted when it stops. */
  Path state() {
    return directories.state().resolve("clusters").resolve(name);
  }

  /** Held while this cluster starts or stops. */
  Path lock() {
    return directories.state().resolve("locks").resolve(name);
  }

  /** Held on this machine while addresses are chosen, whatever directories are in use. */
  static Path machineLock() {
    return Path.of("/run/realtime-operator.lock");
  }
}
