package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.RunState;
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

/**
 * Servers that leak. One kill is Kubernetes' business, which starts the container again at once;
 * from the second on it waits longer each time, and that is an outage.
 */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
@Tag("rows")
class LeakRowsIT {
  @Test
  void leakingServersGetMoreMemoryUpToTheCeiling(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            """
            replicas: 1
            resources: {limits: {memory: 320Mi}}
            runbook: {ceilings: {memory: 700Mi}}
            """);
    try (Traffic traffic = Traffic.through(patient)) {
      Instant broken = Instant.now();
      RunbookRun run;
      try (Leaking leaking = new Leaking(patient, 12)) {
        run =
            patient.awaitEnd(
                patient.awaitRun(Symptom.SERVICE_DOWN, broken, "acted", s -> s.actedAt() != null));
        assertThat(leaking.count()).as("servers that leaked").isGreaterThan(1);
      }
      assertThat(run.getStatus().cause()).isEqualTo(Cause.OUT_OF_MEMORY);
      assertThat(run.getStatus().state()).isEqualTo(RunState.SUCCEEDED);
      assertThat(Patient.actions(run)).startsWith(Action.RAISE_LIMIT);
      Bars.assertPrompt(patient, run);
      traffic.awaitFlow();
      Row row = Row.of("Servers leak 12 MiB a second", broken, patient, run, traffic);
      assertThat(row.lost()).as("acknowledged messages lost").isEqualTo("0");
      Results.add(test, row);
    }
  }
}
