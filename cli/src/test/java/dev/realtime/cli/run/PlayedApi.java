package dev.realtime.cli.run;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/**
 * An API server that is played, for answers that a real one does not give when asked to.
 *
 * @param client asks it, and once more after a failure
 */
record PlayedApi(HttpServer server, KubernetesClient client) implements AutoCloseable {
  /**
   * Starts it.
   *
   * @param path below which it answers
   */
  static PlayedApi at(String path, HttpHandler answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(path, answer);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(1)
            .build();
    return new PlayedApi(server, new KubernetesClientBuilder().withConfig(config).build());
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
