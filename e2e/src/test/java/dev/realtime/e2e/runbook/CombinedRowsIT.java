package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two things are broken at once: each is repaired, and nothing else is done. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
@Tag("rows")
class CombinedRowsIT {
  @Test
  void hungServersAndAHungRedisAreBothRepaired(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient = Patient.admit(cluster, client, namespace, "");
    try (Traffic traffic = Traffic.through(patient)) {
      List<Fault> faults = new ArrayList<>();
      Instant broken = Instant.now();
      try {
        faults.add(patient.hangRedis());
        patient
            .pods()
            .forEach(
                pod ->
                    faults.add(
                        cluster
                            .faults()
                            .suspend(
                                namespace.name(), pod.getMetadata().getName(), Patient.SERVER)));
        patient.awaitService(
            "repaired",
            service ->
                service.statusOrEmpty().incident() == null
                    && service.statusOrEmpty().symptoms().isEmpty()
                    && actions(patient, broken)
                        .containsAll(List.of(Action.RESTART, Action.RESTART_REDIS)));
        assertThat(actions(patient, broken))
            .as(patient::story)
            .containsOnly(Action.RESTART, Action.RESTART_REDIS);
        assertThat(patient.runsSince(broken))
            .as(patient::story)
            .allMatch(run -> run.getStatus().state() == RunState.SUCCEEDED);
        RunbookRun down = patient.awaitRun(Symptom.SERVICE_DOWN, broken, "is over", s -> !s.open());
        Bars.assertPrompt(patient, down);
        traffic.awaitFlow();
        Row row = Row.of("All servers and Redis hang at once", broken, patient, down, traffic);
        assertThat(row.lost()).as("acknowledged messages lost").isEqualTo("0");
        Results.add(test, row);
      } finally {
        faults.forEach(Fault::close);
      }
    }
  }

  private static List<Action> actions(Patient patient, Instant since) {
    return patient.runsSince(since).stream().flatMap(run -> Patient.actions(run).stream()).toList();
  }
}
