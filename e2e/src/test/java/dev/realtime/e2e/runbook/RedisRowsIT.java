package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Rows of the runbook whose cause is Redis. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
class RedisRowsIT {
  @Test
  void aHungRedisIsRestartedAndLosesNothing(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken ->
                  patient.awaitRepair(
                      Symptom.HIGH_ERROR_RATE,
                      broken,
                      Cause.REDIS_UNREACHABLE,
                      Action.RESTART_REDIS));
      patient.record(
          test, "Redis hangs (process stopped)", incident.broken(), incident.run(), traffic);
    }
  }

  @Test
  @Tag("rows")
  void aKilledRedisIsKubernetesBusinessAndTheRunbookDoesNotInterfere(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      Instant broken = Instant.now();
      cluster.faults().kill(namespace.name(), Patient.REDIS_POD, Patient.REDIS);
      await("Kubernetes to have started Redis again")
          .atMost(Patient.PATIENCE)
          .until(
              () ->
                  patient.pod(Patient.REDIS_POD).stream()
                      .filter(Patient::ready)
                      .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                      .anyMatch(container -> container.getRestartCount() == 1));
      traffic.awaitFlow();
      patient.awaitService("well", service -> service.statusOrEmpty().symptoms().isEmpty());
      assertThat(patient.runsSince(broken))
          .flatExtracting(run -> run.getStatus().steps())
          .isEmpty();
      Row row =
          Row.nothing(
              "Redis is killed",
              "Kubernetes starts it again before the hold time is over",
              patient,
              traffic);
      assertThat(row.lost()).as("acknowledged messages lost").isEqualTo("0");
      Results.add(test, row);
    }
  }

  @Test
  @Tag("rows")
  void aFullRedisGetsMoreMemoryWithinItsCeiling(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            """
            redis: {managed: {evictionPolicy: noeviction}}
            runbook: {ceilings: {redisMemory: 128Mi}}
            """);
    try (Traffic traffic = Traffic.through(patient)) {
      Instant broken = Instant.now();
      fill(patient);
      RunbookRun run =
          patient.awaitRepair(
              Symptom.HIGH_ERROR_RATE, broken, Cause.REDIS_MEMORY, Action.RAISE_REDIS_MEMORY);
      patient.record(test, "Redis is full (noeviction)", broken, run, traffic);
    }
  }

  @Test
  @Tag("rows")
  void aSlowRedisIsReportedWithItsSlowLog(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            "runbook: {thresholds: {latency: {p95Millis: 200, recoverMillis: 150}}}");
    try (Traffic traffic = Traffic.through(patient)) {
      Instant broken;
      RunbookRun run;
      try (Busy _ = new Busy(patient)) {
        broken = Instant.now();
        run = patient.awaitCall(Symptom.HIGH_LATENCY, broken, Cause.REDIS_SLOW, Action.ESCALATE);
      }

      assertThat(run.getStatus().evidence())
          .as("evidence")
          .anyMatch(evidence -> evidence.text().contains("eval"));
      run = patient.awaitEnd(run);
      patient.record(
          test, "Redis is slow (a script of 600 ms, over and over)", broken, run, traffic);
    }
  }

  /**
   * Writes MiB after MiB without TTL, which the policy may not evict, until nothing more goes in.
   * One at a time: all at once would outgrow the container before it outgrew maxmemory.
   */
  private static void fill(Patient patient) {
    patient.kubectl(
        "exec",
        Patient.REDIS_POD,
        "--",
        "redis-cli",
        "-r",
        "80",
        "-i",
        "0.02",
        "eval",
        "return redis.pcall('set','fill:'..redis.call('time')[2],string.rep('x',1048576))",
        "0");
  }
}
