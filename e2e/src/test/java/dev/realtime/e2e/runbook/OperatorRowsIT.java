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
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Isolated;

/** The operator itself goes while it repairs. Alone, for all other rows need it. */
@OnCluster(operator = true)
@Isolated
@Tag("rows")
class OperatorRowsIT {
  private static final String SYSTEM = "realtime-system";
  private static final String OPERATOR = "realtime-operator";

  /** How the replica that leads is made to go. */
  private interface Departure {
    void of(String leader);
  }

  @Test
  void aKilledOperatorRepeatsNothingAndItsSuccessorFinishes(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Row row =
        repairWhile(
            cluster,
            client,
            namespace,
            "Redis hangs, and the operator is killed (SIGKILL) in mid-repair",
            leader -> cluster.faults().kill(SYSTEM, leader, "operator"));
    Results.add(test, row);
  }

  @Test
  void aNewLeaderFinishesWhatTheOldOneBegan(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Row row =
        repairWhile(
            cluster,
            client,
            namespace,
            "Redis hangs, and the leader's pod is deleted in mid-repair",
            leader -> client.pods().inNamespace(SYSTEM).withName(leader).delete());
    Results.add(test, row);
  }

  private static Row repairWhile(
      Cluster cluster,
      KubernetesClient client,
      TestNamespace namespace,
      String fault,
      Departure departure) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    String before = uid(patient);
    try (Traffic traffic = Traffic.through(patient)) {
      Instant broken = Instant.now();
      RunbookRun run;
      try (Fault _ = patient.hangRedis()) {
        patient.awaitRun(Symptom.HIGH_ERROR_RATE, broken, "has a step", s -> !s.steps().isEmpty());
        String leader = leader(client);
        int starts = starts(client, leader);
        departure.of(leader);
        await("a successor of " + leader + ", if only itself started anew")
            .atMost(Patient.PATIENCE)
            .until(() -> !leader(client).equals(leader) || starts(client, leader) > starts);
        await("another pod of Redis")
            .atMost(Patient.PATIENCE)
            .until(() -> !uid(patient).isEmpty() && !uid(patient).equals(before));
      }
      String after = uid(patient);
      run = patient.awaitRun(Symptom.HIGH_ERROR_RATE, broken, "is over", status -> !status.open());
      assertThat(run.getStatus().cause()).isEqualTo(Cause.REDIS_UNREACHABLE);
      assertThat(run.getStatus().state()).isEqualTo(RunState.SUCCEEDED);
      assertThat(Patient.actions(run)).containsExactly(Action.RESTART_REDIS);
      assertThat(patient.runsSince(broken)).as("one incident, one record").hasSize(1);
      traffic.awaitFlow();
      assertThat(uid(patient)).as("Redis was restarted once").isEqualTo(after);
      Row row = Row.of(fault, broken, patient, run, traffic);
      assertThat(row.lost()).as("acknowledged messages lost").isEqualTo("0");
      return row;
    }
  }

  private static String uid(Patient patient) {
    return patient
        .pod(Patient.REDIS_POD)
        .map(HasMetadata::getMetadata)
        .map(metadata -> metadata.getUid())
        .orElse("");
  }

  private static int starts(KubernetesClient client, String operator) {
    Pod pod = client.pods().inNamespace(SYSTEM).withName(operator).get();
    return pod == null
        ? 0
        : pod.getStatus().getContainerStatuses().stream()
            .mapToInt(ContainerStatus::getRestartCount)
            .sum();
  }

  private static String leader(KubernetesClient client) {
    String holder =
        client.leases().inNamespace(SYSTEM).withName(OPERATOR).get().getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }
}
