package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.Relay;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import dev.realtime.operator.reconcile.RedisWatch;
import dev.realtime.operator.reconcile.ServiceObjects;
import dev.realtime.operator.signal.ObservedServices;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator whose watches are dead says so on its liveness probe. */
final class BlindOperatorIT {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Space space = new Space();

  @Test
  void livenessFailsWhileInformersSeeNothingAndRecoversWithThem() throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(ApiServer.running().kubeconfig()));
    try (Relay relay = new Relay(URI.create(config.getMasterUrl()).getPort())) {
      config.setMasterUrl("https://127.0.0.1:" + relay.port() + "/");
      OperatorSettings settings =
          OperatorSettings.from(
              Map.of(
                  "REALTIME_SERVER_IMAGE", "realtime.dev/server:test",
                  "REALTIME_REDIS_IMAGE", "realtime.dev/redis:test",
                  "WATCH_NAMESPACES", space.name(),
                  "LEADER_ELECTION", "false",
                  "MANAGEMENT_PORT", "0"));
      try (OperatorProcess process =
          new OperatorProcess(
              settings, new KubernetesClientBuilder().withConfig(config).build(), () -> {})) {
        process.register(
            new RealtimeServiceReconciler(
                settings, ObservedServices.none(), new RedisWatch(), new ServiceObjects()));
        process.start();
        await().atMost(LONG).until(() -> live(process).body().equals("ok\n"));

        relay.cut();

        await()
            .atMost(LONG)
            .untilAsserted(
                () -> {
                  assertThat(live(process).statusCode()).isEqualTo(503);
                  assertThat(live(process).body()).contains("do not watch");
                });
        relay.mend();
        await().atMost(LONG).until(() -> live(process).body().equals("ok\n"));
        space.createElsewhere("realtime", Map.of());
        space.await(LONG, Deployment.class, "realtime", _ -> true);
      }
    }
  }

  private HttpResponse<String> live(OperatorProcess process)
      throws IOException, InterruptedException {
    URI probe = URI.create("http://127.0.0.1:" + process.management().port() + "/livez");
    return http.send(HttpRequest.newBuilder(probe).build(), HttpResponse.BodyHandlers.ofString());
  }
}
