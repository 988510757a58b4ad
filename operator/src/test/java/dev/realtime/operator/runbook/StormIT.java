package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.HungService;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.incident.RunListener;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole engine over several services at a real API server; nothing plays their controllers. */
class StormIT {
  private final Space space = new Space();
  private final KubernetesClient client = ApiServer.running().client("storm-under-test");
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private HttpServer receivers;
  private RunbookEngine engine;

  @AfterEach
  void stop() {
    engine.close();
    client.close();
    if (receivers != null) {
      receivers.stop(0);
    }
  }

  @BeforeEach
  void operator() {
    RunningOperator.running();
  }

  private void start() {
    engine = RunningOperator.runbook(space, client, RunListener.deaf());
    engine.start();
  }

  private static final String DOWN =
      """
      broker: Memory
      replicas: 1
      runbook: {thresholds: {availability: {holdSeconds: 15}}}
      monitoring: {intervalSeconds: 1, synthetic: {enabled: false}}
      """;

  /** A service whose one pod hangs. */
  private void down(String name, String spec) {
    RealtimeService service = Space.service(spec);
    service.getMetadata().setName(name);
    space.client().resource(service).inNamespace(space.name()).create();
    space.await(
        Deployment.class,
        name,
        it -> it.getMetadata().getAnnotations().containsKey("realtime.dev/replicas-written"));
    var hung = new HungService(space.client(), space.name(), name);
    hung.pod(name + "-1");
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> hung.nothingReady() != null);
  }

  private List<RunbookRun> runs() {
    return space.client().resources(RunbookRun.class).inNamespace(space.name()).list().getItems();
  }

  private List<RealtimeService> services() {
    return space
        .client()
        .resources(RealtimeService.class)
        .inNamespace(space.name())
        .list()
        .getItems();
  }

  @Test
  void repairsNoneOfManyServicesThatFailAtOnce() {
    // Maintenance would be the first thing done about each of them.
    String spec = DOWN.replace("runbook: {", "runbook: {maintenanceWhenHelpless: true, ");
    for (String name : List.of("a", "b", "c", "d")) {
      down(name, spec);
    }
    start();
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              assertThat(runs()).hasSize(4);
              assertThat(runs())
                  .allSatisfy(
                      run -> {
                        assertThat(run.getStatus()).isNotNull();
                        assertThat(run.getStatus().refusals())
                            .anyMatch(
                                refusal ->
                                    refusal.guard().equals("storm")
                                        && refusal.reason().contains("of 4 services"));
                        assertThat(run.getStatus().actedAt()).isNull();
                      });
            });
    assertThat(services())
        .allSatisfy(
            service ->
                assertThat(service.statusOrEmpty().overrides().maintenance())
                    .as(service.getMetadata().getName())
                    .isNull());
  }

  @Test
  void repairsAtOnceAndTellsTheOthersWhileOneReceiverHangs() throws IOException {
    receivers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receivers.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receivers.createContext("/hangs", exchange -> {});
    receivers.createContext(
        "/works",
        exchange -> {
          told.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                  .replaceAll(".*\"event\":\"([A-Z]+)\".*", "$1"));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receivers.start();
    String base = "http://127.0.0.1:" + receivers.getAddress().getPort();
    down(
        "a",
        DOWN.replace("runbook: {", "runbook: {maintenanceWhenHelpless: true, ")
            + "notifications:\n- {name: broken, webhook: {url: %s/hangs}}\n- {name: team, webhook: {url: %s/works}}\n"
                .formatted(base, base));
    start();
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(() -> assertThat(told).startsWith("OPENED", "ACTED"));
    RunbookRun run = runs().getFirst();
    assertThat(Duration.between(run.getStatus().decidedAt(), run.getStatus().actedAt()))
        .as("from the decision to the action, on a machine under load")
        .isLessThan(Duration.ofSeconds(5));
    assertThat(run.getStatus().notified()).noneMatch(key -> key.startsWith("broken/"));
  }
}
