package dev.realtime.e2e.runbook;

import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Forwarder;
import dev.realtime.e2e.sdk.JavaSdkClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/**
 * The way of clients outside to a patient's Service.
 *
 * @param url of its WebSocket endpoint
 */
record Tunnel(String url) {
  private static final Duration SOON = Duration.ofSeconds(90);

  /** Opens it, for as long as the cluster lives. */
  static Tunnel to(Patient patient) {
    int port = freePort();
    new Forwarder(patient.cluster(), port, patient.address()).start();
    return new Tunnel("ws://127.0.0.1:" + port + "/connection/websocket");
  }

  /** A client that is connected. */
  JavaSdkClient client() {
    JavaSdkClient client = new JavaSdkClient(url, "");
    client.connect();
    await("a client of " + url)
        .atMost(SOON)
        .until(() -> client.journal().connection().equals("connected"));
    return client;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port", e);
    }
  }
}
