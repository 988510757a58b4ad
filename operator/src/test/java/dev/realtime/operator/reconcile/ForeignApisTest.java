package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.operator.cluster.PlayedApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForeignApisTest {
  @Test
  void whatCannotBeDiscoveredIsAsItWasBefore() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    try (KubernetesClient client = PlayedApi.client(server)) {
      Set<ForeignKind> before =
          EnumSet.of(
              ForeignKind.SERVICE_MONITOR, ForeignKind.POD_MONITOR, ForeignKind.PROMETHEUS_RULE);

      assertThat(ForeignApis.discover(client, before)).isEqualTo(before);
    } finally {
      server.stop(0);
    }
  }
}
