package dev.realtime.server;

import dev.realtime.server.config.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this server calls itself. */
final class Version {
  private Version() {}

  /** Version of the program, from the manifest of its jar. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Name of the node: as configured, or the host's. */
  static String nodeName(ServerConfig config) {
    if (!config.node().name().isEmpty()) {
      return config.node().name();
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // a host without a name for itself
    }
  }
}
