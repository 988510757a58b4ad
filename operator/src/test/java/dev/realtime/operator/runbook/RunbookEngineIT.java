package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.HungService;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.incident.RunListener;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runbook and reconciler together, on the system's clock, at a real API server. */
class RunbookEngineIT {
  private final Space space = new Space();
  private final KubernetesClient client = ApiServer.running().client("runbook-under-test");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private RunbookEngine engine;

  @BeforeEach
  void start() {
    RunningOperator.running();
    engine = engine();
  }

  private RunbookEngine engine() {
    var started =
        RunningOperator.runbook(
            space,
            client,
            RunListener.all(new RunMetrics(registry), new RunEvents(client, Clock.systemUTC())));
    started.start();
    return started;
  }

  @AfterEach
  void stop() {
    engine.close();
    client.close();
  }

  private static final String SPEC =
      """
      broker: Memory
      replicas: 1
      runbook:
        thresholds:
          availability: {holdSeconds: 5}
          recoverSeconds: 5
      monitoring:
        intervalSeconds: 1
        synthetic: {enabled: false}
      """;

  private void hang() {
    space.awaitQuiet();
    var hung = new HungService(space.client(), space.name(), "realtime");
    hung.pod("realtime-1");
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> hung.nothingReady() != null);
  }

  private List<RunbookRun> runs() {
    return space.client().resources(RunbookRun.class).inNamespace(space.name()).list().getItems();
  }

  @Test
  void restartsAHungServiceThroughTheReconcilerAndTellsIt() {
    space.create(SPEC);
    hang();
    Deployment restarted =
        space.await(
            Duration.ofSeconds(40),
            Deployment.class,
            "realtime",
            d ->
                d.getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getAnnotations()
                    .containsKey("realtime.dev/restarted-at"));
    assertThat(restarted).isNotNull();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              RealtimeService service = space.service();
              assertThat(service.getStatus().incident()).isNotNull();
              assertThat(service.getStatus().incident().symptom()).isEqualTo(Symptom.SERVICE_DOWN);
              assertThat(service.getStatus().incident().action()).isEqualTo(Action.RESTART);
              assertThat(service.getStatus().checklist()).hasSize(6);
              assertThat(runs().getFirst().getStatus().actedAt()).isNotNull();
            });
    RunbookRun run = runs().getFirst();
    Duration toDetect =
        Duration.between(run.getStatus().suspectedAt(), run.getStatus().detectedAt());
    assertThat(toDetect)
        .as("hold time (5 s) plus one reading, on a machine under load")
        .isLessThanOrEqualTo(Duration.ofSeconds(20));
    assertThat(Duration.between(run.getStatus().detectedAt(), run.getStatus().actedAt()))
        .as("acted soon after the decision, on a machine under load")
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(space.client().v1().events().inNamespace(space.name()).list().getItems())
                    .extracting(Event::getReason)
                    .contains("RunbookActing", "RunbookActed"));
    assertThat(registry.get("realtime.runbook.act").tag("symptom", "ServiceDown").timer().count())
        .isEqualTo(1);
  }

  @Test
  void goesOnWhereAKilledOperatorStopped() {
    space.create(SPEC);
    hang();
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () ->
                runs().stream()
                    .anyMatch(r -> r.getStatus() != null && r.getStatus().actedAt() != null));
    engine.close();
    Instant stamp = space.service().getStatus().overrides().restart().at();
    engine = engine();
    await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () -> {
              assertThat(runs()).hasSize(1);
              assertThat(space.service().getStatus().overrides().restart().at()).isEqualTo(stamp);
            });
  }

  @Test
  void carriesOutAProcedureThatAPersonAsksFor() {
    space.create(SPEC);
    hang();
    space
        .client()
        .resource(
            space
                .client()
                .getKubernetesSerialization()
                .unmarshal(
                    "apiVersion: realtime.dev/v1alpha1\nkind: RunbookRun\nmetadata: {name: by-hand, namespace: "
                        + space.name()
                        + "}\nspec: {service: realtime, procedure: EmergencyScale, reason: a launch}",
                    GenericKubernetesResource.class))
        .create();
    Deployment scaled =
        space.await(
            Duration.ofSeconds(30),
            Deployment.class,
            "realtime",
            d -> d.getSpec().getReplicas() == 10);
    assertThat(scaled).isNotNull();
    RunbookRun run = space.get(RunbookRun.class, "by-hand");
    assertThat(run.getStatus().state()).isIn(RunState.VERIFYING, RunState.RUNNING);
    assertThat(space.service().getSpec().replicas()).as("the spec is the user's").isEqualTo(1);
  }

  @Test
  void writesNothingMoreWhenNothingChanges() {
    space.create(SPEC.replace("replicas: 1", "replicas: 0"));
    space.await(
        Duration.ofSeconds(40),
        RealtimeService.class,
        "realtime",
        s -> s.statusOrEmpty().checklist() != null);
    long[] before = {-1};
    await()
        .atMost(Duration.ofSeconds(45))
        .pollInterval(Duration.ofSeconds(10))
        .until(
            () -> {
              boolean quiet = writes() == before[0];
              before[0] = writes();
              return quiet;
            });
  }

  private long writes() {
    return ApiServer.running().audited().stream()
        .filter(line -> line.contains("runbook-under-test"))
        .filter(line -> line.contains("\"namespace\":\"" + space.name() + "\""))
        .filter(line -> line.contains("\"verb\":\"patch\"") || line.contains("\"verb\":\"create\""))
        .count();
  }
}
