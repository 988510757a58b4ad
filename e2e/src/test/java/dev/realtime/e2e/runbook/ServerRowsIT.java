package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Rows of the runbook whose cause is the server itself, or what was rolled out. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
class ServerRowsIT {
  @Test
  void hungServersAreReplacedOneByOne(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      List<String> before = names(patient.pods());
      List<Fault> faults = patient.pods().stream().map(pod -> suspend(cluster, pod)).toList();
      try {
        Instant broken = Instant.now();
        RunbookRun run =
            patient.awaitRepair(Symptom.SERVICE_DOWN, broken, Cause.UNRESPONSIVE, Action.RESTART);
        assertThat(names(patient.readyPods())).doesNotContainAnyElementsOf(before);
        patient.record(test, "All servers hang (SIGSTOP)", broken, run, traffic);
      } finally {
        faults.forEach(Fault::close);
      }
    }
  }

  /** The processes run on, and say so: their management port has a loop of its own. */
  @Test
  @Tag("rows")
  void serversWhoseEventLoopsStandStillAreReplaced(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      List<String> before = names(patient.pods());
      List<ProcessHandle> servers =
          before.stream()
              .flatMap(
                  pod -> cluster.faults().processes(namespace.name(), pod, Patient.SERVER).stream())
              .toList();
      Instant broken = Instant.now();
      RunbookRun run;
      try (StoppedThreads _ = new StoppedThreads(servers, "realtime-loop")) {
        run = patient.awaitRepair(Symptom.SERVICE_DOWN, broken, Cause.UNRESPONSIVE, Action.RESTART);
      }
      assertThat(names(patient.readyPods())).doesNotContainAnyElementsOf(before);
      patient.record(
          test, "The event loops of all servers stand still (ptrace)", broken, run, traffic);
    }
  }

  /**
   * The CRD takes any size, the server refuses this one. The rollout itself is harmless, for old
   * pods serve on until new ones are ready; but whichever server starts anew from then on does not
   * come back.
   */
  @Test
  void aConfigurationThatCrashesTheServerIsTakenBack(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      List<Pod> old = patient.pods();
      patient.patch("{\"spec\":{\"server\":{\"limits\":{\"messageSize\":\"64B\"}}}}");
      patient.awaitService(
          "rolling out what the server refuses",
          _ ->
              patient.pods().stream()
                  .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                  .anyMatch(container -> container.getLastState().getTerminated() != null));
      assertThat(patient.readyPods()).as("old pods serve on").hasSize(2);
      Instant broken = Instant.now();
      old.forEach(
          pod ->
              cluster.faults().kill(namespace.name(), pod.getMetadata().getName(), Patient.SERVER));
      RunbookRun run =
          patient.awaitRepair(
              Symptom.SERVICE_DOWN,
              broken,
              Cause.CONFIGURATION_INVALID,
              Action.RESTORE_CONFIGURATION);
      assertThat(run.getStatus().evidence())
          .as("the server's own words")
          .anyMatch(evidence -> evidence.text().contains("messageSize"));
      assertThat(patient.service().getSpec().server().limits().messageSize())
          .as("the spec is the user's")
          .isEqualTo("64B");
      patient.record(
          test,
          "A configuration that the server refuses is patched in, and all servers start anew",
          broken,
          run,
          traffic);
    }
  }

  /**
   * A new setting sends every publication to an application that is not there. The servers take it
   * over as they run and stay ready: only their clients can tell.
   */
  @Test
  @Tag("rows")
  void aRolloutThatMakesRequestsFailIsRolledBack(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "rollout: {healthySeconds: 30}");
    try (Traffic traffic = Traffic.through(patient)) {
      Instant broken = Instant.now();
      patient.patch(
          """
          {"spec": {"server": {
            "proxy": {"publish": {"url": "http://127.0.0.1:9/publish"}},
            "namespaces": [{"name": "chat", "allowSubscribe": "anyone", "allowPublish": "subscriber",
              "allowHistory": "subscriber", "historySize": 10000, "historyTtl": "10m",
              "recovery": true, "publishProxy": true}]}}}
          """);
      RunbookRun run =
          patient.awaitRepair(Symptom.HIGH_ERROR_RATE, broken, Cause.BAD_ROLLOUT, Action.ROLLBACK);
      patient.record(
          test,
          "A configuration is rolled out that makes every publication fail",
          broken,
          run,
          traffic);
    }
  }

  /** Every new pod becomes ready, so the rollout goes through to its end; only then they crash. */
  @Test
  @Tag("rows")
  void anImageThatCrashesAfterItWasReadyIsRolledBack(
      Cluster cluster,
      KubernetesClient client,
      TestNamespace namespace,
      TestInfo test,
      @TempDir Path directory)
      throws IOException {
    ImageCatalog images = ImageCatalog.standard(Directories.standard(), Progress.onTerminal());
    cluster.importImage(CrashingImage.of(images.build(ProjectImage.SERVER), directory));
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      Instant broken = Instant.now();
      // It does not prove itself within 5 s, as a change may in other rows.
      patient.patch(
          "{\"spec\":{\"image\":\"%s\",\"rollout\":{\"healthySeconds\":120}}}"
              .formatted(CrashingImage.NAME));
      RunbookRun run =
          patient.awaitEnd(
              patient.awaitRun(
                  Symptom.SERVICE_DOWN, broken, "acted", status -> status.actedAt() != null));
      assertThat(run.getStatus().state()).as(patient::story).isEqualTo(RunState.SUCCEEDED);
      assertThat(run.getStatus().cause()).isEqualTo(Cause.BAD_ROLLOUT);
      assertThat(Patient.actions(run)).containsExactly(Action.ROLLBACK);
      Bars.assertPrompt(patient, run);
      assertThat(patient.service().getSpec().image())
          .as("the spec is the user's")
          .isEqualTo(CrashingImage.NAME);
      assertThat(patient.readyPods())
          .extracting(pod -> pod.getSpec().getContainers().getFirst().getImage())
          .containsOnly(ProjectImage.SERVER.reference());
      patient.record(
          test,
          "An image is rolled out that becomes ready, and crashes 12 s later",
          broken,
          run,
          traffic);
    }
  }

  @Test
  @Tag("rows")
  void anImageThatDoesNotStartTakesNothingDown(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      patient.patch("{\"spec\":{\"image\":\"realtime.dev/server:no-such\"}}");
      patient.awaitService(
          "rolling out an image that is not there",
          service -> service.statusOrEmpty().isTrue("Degraded"));
      await("no incident")
          .during(Duration.ofSeconds(25))
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                assertThat(patient.runs()).as(patient::story).isEmpty();
                assertThat(patient.readyPods()).hasSize(2);
              });
      Row row =
          Row.nothing(
              "An image is rolled out that does not start",
              "old pods serve until new ones are ready; condition Degraded says why",
              patient,
              traffic);
      assertThat(row.lost()).as("acknowledged messages lost").isEqualTo("0");
      Results.add(test, row);
    }
  }

  /** A heap of 300 MiB that is touched at once does not fit into 320 MiB; into 480 MiB it does. */
  @Test
  void podsThatAreKilledForTheirMemoryGetMoreOfItWithinTheCeiling(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    var patient = new Patient(cluster, client, namespace.name());
    Bystanders.on(cluster);
    Instant broken = Instant.now();
    patient.apply(
        """
        replicas: 1
        broker: Memory
        redis: null
        resources: {limits: {memory: 320Mi}}
        pod: {env: [{name: JAVA_TOOL_OPTIONS, value: -Xms300m -XX:+AlwaysPreTouch}]}
        runbook: {ceilings: {memory: 500Mi}}
        """);
    RunbookRun run =
        patient.awaitRepair(Symptom.SERVICE_DOWN, broken, Cause.OUT_OF_MEMORY, Action.RAISE_LIMIT);
    assertThat(patient.readyPods())
        .extracting(ServerRowsIT::memoryLimit)
        .containsExactly(new Quantity("480Mi"));
    assertThat(patient.service().getSpec().resourcesOrDefault().getLimits().get("memory"))
        .as("the spec is the user's")
        .isEqualTo(new Quantity("320Mi"));
    try (Traffic traffic = Traffic.through(patient)) {
      Row row =
          Row.of(
              "Servers need more memory than their limit and are OOM-killed",
              broken,
              patient,
              run,
              traffic);
      Results.add(test, row);
    }
  }

  private static Fault suspend(Cluster cluster, Pod pod) {
    return cluster
        .faults()
        .suspend(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), Patient.SERVER);
  }

  private static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  private static Quantity memoryLimit(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getResources().getLimits().get("memory");
  }
}
