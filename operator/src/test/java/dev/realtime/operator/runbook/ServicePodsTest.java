package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.operator.cluster.PlayedApi;
import dev.realtime.operator.diagnose.LogTail;
import dev.realtime.operator.signal.Watched;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in this process plays the API server's logs: it answers 400 where it has to choose. */
class ServicePodsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/namespaces/prod/pods/",
        exchange -> {
          String query = "&" + exchange.getRequestURI().getQuery();
          boolean chosen = query.contains("&container=server&");
          byte[] body =
              (chosen
                      ? "log of the server, previous=" + query.contains("&previous=true")
                      : "a container name must be specified")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(chosen ? 200 : 400, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client = PlayedApi.client(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private static ContainerStatus running(String name) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withReady(true)
        .withRestartCount(0)
        .withNewState()
        .withNewRunning()
        .endRunning()
        .endState()
        .build();
  }

  private static ContainerStatus crashing(String name) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withReady(false)
        .withRestartCount(3)
        .withNewState()
        .withNewWaiting()
        .withReason("CrashLoopBackOff")
        .endWaiting()
        .endState()
        .build();
  }

  private List<LogTail> logs(ContainerStatus... containers) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("chat-1")
            .endMetadata()
            .withNewStatus()
            .withContainerStatuses(containers)
            .endStatus()
            .build();
    return new ServicePods(client, new OnePod(pod), "prod", "chat").logs(NOW);
  }

  private record OnePod(Pod pod) implements Watched {
    @Override
    public Optional<String> blind() {
      return Optional.empty();
    }

    @Override
    public Optional<Deployment> deployment(String namespace, String service) {
      return Optional.empty();
    }

    @Override
    public List<Pod> pods(String namespace, String service, String component) {
      return List.of(pod);
    }

    @Override
    public List<EndpointSlice> endpointSlices(String namespace, String service) {
      return List.of();
    }
  }

  @Test
  void readsTheServersLogOfAPodWithAnotherContainerInIt() {
    assertThat(logs(running("istio-proxy"), running("server")))
        .containsExactly(new LogTail("chat-1", false, "log of the server, previous=false", NOW));
  }

  @Test
  void readsTheLogFromBeforeTheCrashThoughTheOtherContainerRuns() {
    assertThat(logs(running("istio-proxy"), crashing("server")))
        .containsExactly(new LogTail("chat-1", true, "log of the server, previous=true", NOW));
    assertThat(logs(crashing("istio-proxy"), running("server")))
        .containsExactly(new LogTail("chat-1", false, "log of the server, previous=false", NOW));
  }
}
