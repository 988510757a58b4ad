package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Something hangs, and a guard holds back what would repair it: nothing is touched. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
class HeldRowsIT {
  /** More than two hold times. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(25);

  @Test
  void aRedisWithoutAnAppendOnlyFileIsNotRestartedAndKeepsItsKeys(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            "redis: {managed: {persistence: {mode: None, size: null}}}");
    redis(patient, "set", "kept", "42");
    String before = life(patient);
    try (Traffic traffic = Traffic.through(patient)) {
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken ->
                  patient.awaitCall(
                      Symptom.HIGH_ERROR_RATE,
                      broken,
                      Cause.REDIS_UNREACHABLE,
                      Action.RESTART_REDIS,
                      Action.ESCALATE));
      RunbookRun run = incident.run();
      assertThat(refusal(run, "data-safety")).contains("no append-only file");
      assertThat(run.getStatus().actedAt()).as("nothing was touched").isNull();
      run = patient.awaitEnd(run);
      assertThat(redis(patient, "get", "kept").strip()).isEqualTo("42");
      assertThat(life(patient)).as("Redis").isEqualTo(before);
      patient.record(
          test,
          "Redis hangs for a while, and keeps no append-only file",
          incident.broken(),
          run,
          traffic);
    }
  }

  @Test
  @Tag("rows")
  void aPausedServiceIsRepairedOnceItIsNotPausedAnyMore(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    String before = life(patient);
    try (Traffic traffic = Traffic.through(patient)) {
      patient.kubectl("annotate", "rts", Patient.NAME, "realtime.dev/paused=by-hand");
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken -> {
                RunbookRun held = patient.awaitRefusal(Symptom.HIGH_ERROR_RATE, broken, "pause");
                assertThat(life(patient)).as("Redis").isEqualTo(before);
                patient.kubectl("annotate", "rts", Patient.NAME, "realtime.dev/paused-");
                return patient.awaitEnd(held);
              });
      RunbookRun run = incident.run();
      assertThat(run.getStatus().state()).as(patient::story).isEqualTo(RunState.SUCCEEDED);
      assertThat(Patient.actions(run)).containsExactly(Action.RESTART_REDIS);
      patient.record(
          test,
          "Redis hangs, and the service is paused until the operator has said what it would do",
          incident.broken(),
          run,
          traffic);
    }
  }

  @Test
  @Tag("rows")
  void nothingIsDoneInAMaintenanceWindow(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    String start =
        LocalTime.now(ZoneOffset.UTC).minusMinutes(5).format(DateTimeFormatter.ofPattern("HH:mm"));
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            "runbook: {maintenanceWindows: [{start: \"%s\", minutes: 60}]}".formatted(start));
    heldWhileRedisHangs(patient, test, "maintenance-window", "planned work goes on until");
  }

  @Test
  @Tag("rows")
  void anActionThatIsOffIsNotDone(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            "runbook: {actions: [{action: RestartRedis, mode: \"Off\"}]}");
    heldWhileRedisHangs(patient, test, "mode", "does not allow RestartRedis");
  }

  private static void heldWhileRedisHangs(
      Patient patient, TestInfo test, String guard, String reason) {
    String before = life(patient);
    try (Traffic traffic = Traffic.through(patient)) {
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken -> patient.awaitRefusal(Symptom.HIGH_ERROR_RATE, broken, guard));
      assertThat(refusal(incident.run(), guard)).contains(reason);
      RunbookRun run = patient.awaitEnd(incident.run());
      assertThat(run.getStatus().actedAt()).as("nothing was touched").isNull();
      assertThat(life(patient)).as("Redis").isEqualTo(before);
      patient.record(
          test, "Redis hangs for a while; guard " + guard, incident.broken(), run, traffic);
    }
  }

  @Test
  @Tag("rows")
  void aRunbookThatIsOffWatchesAndDoesNothing(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "runbook: {mode: \"Off\"}");
    String before = life(patient);
    try (Traffic traffic = Traffic.through(patient)) {
      try (Fault _ = patient.hangRedis()) {
        patient.awaitService(
            "seen to be ill",
            service ->
                service.statusOrEmpty().symptoms().stream()
                    .anyMatch(
                        symptom ->
                            symptom.symptom() == Symptom.HIGH_ERROR_RATE
                                && symptom.phase() == SymptomPhase.FIRING));
        await("no run")
            .during(LONG_ENOUGH)
            .atMost(LONG_ENOUGH.plusSeconds(30))
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(() -> assertThat(patient.runs()).as(patient::story).isEmpty());
      }
      traffic.awaitFlow();
      assertThat(life(patient)).as("Redis").isEqualTo(before);
      Patient.keep(
          test,
          Row.nothing(
              "Redis hangs for a while; mode Off",
              "status.symptoms says HighErrorRate; no incident is opened",
              patient,
              traffic));
    }
  }

  /** New pods count only after they have been ready for a minute, so the rollout takes as long. */
  @Test
  @Tag("rows")
  void podsAreNotReplacedInTheMiddleOfARollout(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      patient.patch(
          """
          {"spec": {"rollout": {"minReadySeconds": 60},
            "pod": {"annotations": {"example.com/reason": "a rollout"}}}}
          """);
      await("old and new pods to be ready")
          .atMost(Patient.PATIENCE)
          .until(() -> patient.readyPods().size() == 4);
      Instant broken = Instant.now();
      RunbookRun run;
      List<Fault> faults =
          patient.pods().stream()
              .map(
                  pod ->
                      cluster
                          .faults()
                          .suspend(namespace.name(), pod.getMetadata().getName(), Patient.SERVER))
              .toList();
      try {
        run = patient.awaitRefusal(Symptom.SERVICE_DOWN, broken, "rollout");
      } finally {
        faults.forEach(Fault::close);
      }
      assertThat(refusal(run, "rollout")).contains("a rollout is in progress");
      run = patient.awaitEnd(run);
      assertThat(run.getStatus().actedAt()).as("nothing was touched").isNull();
      patient.record(
          test, "All servers hang for a while in the middle of a rollout", broken, run, traffic);
    }
  }

  @Test
  @Tag("rows")
  void anActionIsRepeatedOnlyAfterItsCoolDown(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            "runbook: {actions: [{action: RestartRedis, coolDownSeconds: 75}]}");
    try (Traffic traffic = Traffic.through(patient)) {
      Instant first = restarted(patient);
      patient.awaitKnownGood();
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken ->
                  patient.awaitEnd(
                      patient.awaitRefusal(Symptom.HIGH_ERROR_RATE, broken, "cool-down")));
      RunbookRun run = incident.run();
      assertThat(refusal(run, "cool-down")).contains("less than 75 s ago");
      assertThat(Patient.actions(run)).containsExactly(Action.RESTART_REDIS);
      assertThat(Duration.between(first, run.getStatus().actedAt()))
          .as("between the two restarts")
          .isGreaterThanOrEqualTo(Duration.ofSeconds(75));
      patient.record(
          test,
          "Redis hangs again within the cool-down of its restart",
          incident.broken(),
          run,
          traffic);
    }
  }

  @Test
  @Tag("rows")
  void maintenanceModeIsTheLastResortWhenTheBudgetIsSpent(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            """
            runbook:
              maintenanceWhenHelpless: true
              budget: {actionsPerHour: 1}
              actions: [{action: RestartRedis, coolDownSeconds: 0}]
            """);
    try (Traffic traffic = Traffic.through(patient)) {
      restarted(patient);
      patient.awaitKnownGood();
      String before = life(patient);
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken -> {
                RunbookRun called =
                    patient.awaitCall(
                        Symptom.HIGH_ERROR_RATE,
                        broken,
                        Cause.REDIS_UNREACHABLE,
                        Action.RESTART_REDIS,
                        Action.MAINTENANCE_ON,
                        Action.ESCALATE);
                assertThat(refusal(called, "budget")).contains("1 actions within the last hour");
                assertThat(patient.overrides().maintenance()).isNotNull();
                assertThat(life(patient)).as("Redis").isEqualTo(before);
                return called;
              });
      letClientsIn(patient);
      RunbookRun run = patient.awaitEnd(incident.run());
      assertThat(
              patient.kubectl("get", "rbr", "let-clients-in", "-o", "jsonpath={.status.summary}"))
          .startsWith("MaintenanceOff: done");
      patient.record(
          test,
          "Redis hangs again, and the budget of an hour is spent; maintenanceWhenHelpless",
          incident.broken(),
          run,
          traffic);
    }
  }

  /** As a person does, once the cause is gone. */
  private static void letClientsIn(Patient patient) {
    patient.kubectlReading(
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RunbookRun
        metadata: {name: let-clients-in}
        spec: {service: %s, procedure: MaintenanceOff, trigger: Person, reason: Redis answers again}
        """
            .formatted(Patient.NAME),
        "create",
        "-f",
        "-");
  }

  /** Makes Redis hang until it was restarted, and says when that was done. */
  private static Instant restarted(Patient patient) {
    return patient
        .whileRedisHangs(
            broken ->
                patient.awaitRepair(
                    Symptom.HIGH_ERROR_RATE, broken, Cause.REDIS_UNREACHABLE, Action.RESTART_REDIS))
        .run()
        .getStatus()
        .actedAt();
  }

  private static String refusal(RunbookRun run, String guard) {
    return run.getStatus().refusals().stream()
        .filter(refusal -> refusal.guard().equals(guard))
        .map(Refusal::reason)
        .findFirst()
        .orElseThrow();
  }

  private static String redis(Patient patient, String... command) {
    String[] line = new String[command.length + 4];
    System.arraycopy(new String[] {"exec", Patient.REDIS_POD, "--", "redis-cli"}, 0, line, 0, 4);
    System.arraycopy(command, 0, line, 4, command.length);
    return patient.kubectl(line);
  }

  /** Changes with the pod of Redis, and with each start of its container. */
  private static String life(Patient patient) {
    Pod pod = patient.pod(Patient.REDIS_POD).orElseThrow();
    return pod.getMetadata().getUid()
        + pod.getStatus().getContainerStatuses().stream()
            .map(ContainerStatus::getRestartCount)
            .toList();
  }
}
