package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Isolated;

/** All services are in trouble at once. Alone, for no other service may be well. */
@OnCluster(operator = true)
@Isolated
@Tag("rows")
class StormRowsIT {
  private static final String SPEC =
      """
      replicas: 1
      broker: Memory
      redis: null
      monitoring: {synthetic: {enabled: false}}
      """;

  @Test
  void nothingIsDoneToManyServicesThatFailAtOnce(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Bystanders.leave(cluster);
    awaitNoService(client);
    List<Patient> patients = new ArrayList<>();
    try {
      IntStream.rangeClosed(1, 3)
          .mapToObj(number -> new Patient(cluster, client, namespace.name() + "-" + number))
          .forEach(
              patient -> {
                makeNamespace(client, patient.namespace());
                patients.add(patient);
                patient.apply(SPEC);
              });
      patients.forEach(Patient::awaitKnownGood);
      List<String> before = pods(patients);
      Patient first = patients.getFirst();
      try (Traffic traffic = Traffic.through(first)) {
        Instant broken = Instant.now();
        List<Fault> faults =
            patients.stream()
                .map(
                    patient ->
                        cluster
                            .faults()
                            .suspend(
                                patient.namespace(),
                                patient.pods().getFirst().getMetadata().getName(),
                                Patient.SERVER))
                .toList();
        try {
          patients.forEach(patient -> patient.awaitRefusal(Symptom.SERVICE_DOWN, broken, "storm"));
        } finally {
          // What they share comes back.
          faults.forEach(Fault::close);
        }
        for (Patient patient : patients) {
          RunbookRun run =
              patient.awaitRun(Symptom.SERVICE_DOWN, broken, "is over", status -> !status.open());
          assertThat(run.getStatus().state()).as(patient::story).isEqualTo(RunState.SUCCEEDED);
          assertThat(Patient.actions(run)).as(patient::story).isEmpty();
        }
        assertThat(pods(patients)).as("servers").isEqualTo(before);
        first.record(
            test,
            "The servers of three services, all there are, hang at once for a while",
            broken,
            first.runs().getFirst(),
            traffic);
      }
    } finally {
      patients.forEach(patient -> client.namespaces().withName(patient.namespace()).delete());
    }
  }

  private static void awaitNoService(KubernetesClient client) {
    await("services of other rows to be gone")
        .atMost(Patient.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        client.resources(RealtimeService.class).inAnyNamespace().list().getItems())
                    .extracting(service -> service.getMetadata().getNamespace())
                    .isEmpty());
  }

  private static void makeNamespace(KubernetesClient client, String name) {
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  private static List<String> pods(List<Patient> patients) {
    return patients.stream()
        .flatMap(patient -> patient.pods().stream())
        .map(pod -> pod.getMetadata().getUid())
        .sorted()
        .toList();
  }
}
