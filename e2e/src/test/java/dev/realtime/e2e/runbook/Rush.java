package dev.realtime.e2e.runbook;

import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.sdk.JavaSdkClient;
import java.util.List;
import java.util.stream.IntStream;

/** Clients that all come at once, and come back at once where they are turned away. */
final class Rush implements AutoCloseable {
  private final List<JavaSdkClient> clients;

  /** Begins. */
  Rush(Tunnel tunnel, int count) {
    clients = IntStream.range(0, count).mapToObj(_ -> new JavaSdkClient(tunnel.url(), "")).toList();
    clients.forEach(JavaSdkClient::connect);
  }

  /** Waits until all of them are connected. */
  void awaitIn() {
    await("all clients to be let in")
        .atMost(Patient.PATIENCE)
        .until(
            () ->
                clients.stream()
                    .allMatch(client -> client.journal().connection().equals("connected")));
  }

  @Override
  public void close() {
    clients.forEach(JavaSdkClient::close);
  }
}
