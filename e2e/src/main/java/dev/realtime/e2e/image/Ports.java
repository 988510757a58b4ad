package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** Free ports, and the pause between two looks at whether something listens. */
final class Ports {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Ports() {}

  /** Returns a port that was free just now on loopback. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while waiting for a program to start", e);
    }
  }
}
