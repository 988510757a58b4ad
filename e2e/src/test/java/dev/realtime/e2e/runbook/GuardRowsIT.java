package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A hung Redis again, and a guard that stands before its restart. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
class GuardRowsIT {
  @Test
  void aPlanWaitsForApprovalAndIsCarriedOutWithIt(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "runbook: {mode: Approve}");
    String before = uid(patient);
    try (Traffic traffic = Traffic.through(patient)) {
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken -> {
                RunbookRun waiting =
                    patient.awaitRun(
                        Symptom.HIGH_ERROR_RATE,
                        broken,
                        "waits for approval",
                        status -> status.state() == RunState.AWAITING_APPROVAL);
                assertThat(uid(patient)).as("Redis").isEqualTo(before);
                approve(patient, waiting);
                return patient.awaitEnd(waiting);
              });
      RunbookRun run = incident.run();
      assertThat(run.getStatus().state()).isEqualTo(RunState.SUCCEEDED);
      assertThat(Patient.actions(run)).containsExactly(Action.RESTART_REDIS);
      patient.record(
          test, "Redis hangs; mode Approve, approved at once", incident.broken(), run, traffic);
    }
  }

  @Test
  @Tag("rows")
  void aDryRunSaysWhatWouldBeDone(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "runbook: {mode: DryRun}");
    String before = uid(patient);
    try (Traffic traffic = Traffic.through(patient)) {
      Patient.Incident incident =
          patient.whileRedisHangs(
              broken -> {
                RunbookRun dry =
                    patient.awaitRun(
                        Symptom.HIGH_ERROR_RATE,
                        broken,
                        "is a dry run",
                        status -> status.state() == RunState.DRY_RUN);
                assertThat(dry.getStatus().summary()).contains("would restart the managed Redis");
                assertThat(uid(patient)).as("Redis").isEqualTo(before);
                return dry;
              });
      RunbookRun run = patient.awaitEnd(incident.run());
      patient.record(test, "Redis hangs for a while; mode DryRun", incident.broken(), run, traffic);
    }
  }

  private static void approve(Patient patient, RunbookRun run) {
    patient.kubectl(
        "patch",
        "rbr",
        run.getMetadata().getName(),
        "--type=merge",
        "-p",
        "{\"spec\":{\"approval\":{\"by\":\"%s\",\"plan\":\"%s\"}}}"
            .formatted(whoAmI(patient), run.getStatus().plan().hash()));
  }

  /** The approval's policy lets a person approve in the own name only. */
  private static String whoAmI(Patient patient) {
    return patient.kubectl("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}");
  }

  private static String uid(Patient patient) {
    return patient.pod(Patient.REDIS_POD).orElseThrow().getMetadata().getUid();
  }
}
