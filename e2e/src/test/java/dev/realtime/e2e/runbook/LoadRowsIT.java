package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.ReplicasOverride;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** More work than the pods have room for. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
@Tag("rows")
class LoadRowsIT {
  @Test
  void aFullServiceIsScaledUpAtOnce(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient =
          Patient.admit(
              cluster,
              client,
              namespace,
              """
              replicas: 1
              server:
                limits: {connections: 10}
                proxy: {rpc: {url: "%s"}}
              monitoring: {synthetic: {enabled: false}}
              runbook: {ceilings: {replicas: 3}, emergencyReplicas: 3}
              """
                  .formatted(backend.url("/rpc")));
      try (Traffic traffic = Traffic.through(patient)) {
        Instant broken = Instant.now();
        RunbookRun run;
        String effect;
        try (RpcLoad load = new RpcLoad(patient, 8, 1)) {
          run =
              patient.awaitRepair(
                  Symptom.OVERLOAD, broken, Cause.CONNECTION_LIMIT, Action.EMERGENCY_SCALE);
          assertThat(patient.pods()).hasSize(3);
          effect = load.effect();
        }
        patient.record(test, "As many clients as may connect", broken, run, effect, traffic);
      }
    }
  }

  /** A server that takes one new client a second, and sixty that come at once. */
  @Test
  void clientsThatAreTurnedAwayBringMorePods(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test) {
    Patient patient =
        Patient.admit(
            cluster,
            client,
            namespace,
            """
            replicas: 1
            server: {limits: {connectRate: 1, connectBurst: 5}}
            monitoring: {synthetic: {enabled: false}}
            runbook: {ceilings: {replicas: 3}, emergencyReplicas: 3}
            """);
    try (Traffic traffic = Traffic.through(patient);
        Rush rush = new Rush(Tunnel.to(patient), 60)) {
      Instant broken = Instant.now();
      RunbookRun run =
          patient.awaitRepair(Symptom.OVERLOAD, broken, Cause.SHEDDING, Action.EMERGENCY_SCALE);
      rush.awaitIn();
      patient.record(
          test,
          "More clients a second than the service takes",
          broken,
          run,
          "60 clients got in, one by one",
          traffic);
    }
  }

  /** What an emergency has added goes again when it is over, a pod at a time, under its clients. */
  @Test
  void whatWasAddedIsGivenBackUnderTraffic(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient =
          Patient.admit(
              cluster,
              client,
              namespace,
              """
              replicas: 1
              server:
                limits: {connections: 10}
                proxy: {rpc: {url: "%s"}}
              monitoring: {synthetic: {enabled: false}}
              runbook:
                ceilings: {replicas: 3}
                emergencyReplicas: 3
                giveBack: {afterSeconds: 60, everySeconds: 30}
              """
                  .formatted(backend.url("/rpc")));
      try (RpcLoad _ = new RpcLoad(patient, 10, 1)) {
        patient.awaitRepair(
            Symptom.OVERLOAD, Instant.EPOCH, Cause.CONNECTION_LIMIT, Action.EMERGENCY_SCALE);
      }
      try (Traffic first = Traffic.through(patient);
          Traffic second = Traffic.through(patient);
          Traffic third = Traffic.through(patient)) {
        patient.awaitService(
            "without what was added", service -> patient.overrides().replicas() == null);
        await("the pods that were added to be gone")
            .atMost(Patient.PATIENCE)
            .until(() -> patient.pods().size() == 1);
        RunbookRun run = patient.runs().getLast();
        assertThat(run.getSpec().procedure()).isEqualTo(Procedure.GIVE_BACK);
        assertThat(Patient.actions(run)).containsExactly(Action.GIVE_BACK, Action.GIVE_BACK);
        List<Traffic> all = List.of(first, second, third);
        all.forEach(Traffic::awaitFlow);
        assertThat(all.stream().mapToLong(Traffic::reconnects).sum())
            .as("reconnects of clients whose pods went")
            .isPositive();
        int lost = all.stream().mapToInt(Traffic::lost).sum();
        String clients = all.stream().map(Traffic::effect).collect(Collectors.joining("; "));
        Patient.keep(
            test,
            Row.procedure(
                "What was added to 1 pod in an emergency is not needed any more",
                patient,
                run,
                clients,
                Integer.toString(lost)));
      }
    }
  }

  /** A tenth of a core for calls that would take more. */
  @Test
  void podsThatTheCpuLimitHoldsBackGetCompany(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient =
          Patient.admit(
              cluster,
              client,
              namespace,
              """
              replicas: 1
              resources: {limits: {cpu: 150m, memory: 384Mi}}
              server: {proxy: {rpc: {url: "%s", timeout: 5s}}}
              monitoring: {synthetic: {enabled: false}}
              runbook:
                ceilings: {replicas: 3}
                thresholds: {latency: {p95Millis: 300, recoverMillis: 250}}
              """
                  .formatted(backend.url("/rpc")));
      try (Traffic traffic = Traffic.through(patient)) {
        Instant broken = Instant.now();
        RunbookRun run;
        String effect;
        try (RpcLoad load = new RpcLoad(patient, 10, 15)) {
          run = patient.awaitRun(Symptom.HIGH_LATENCY, broken, "acted", s -> s.actedAt() != null);
          assertThat(run.getStatus().cause()).isEqualTo(Cause.RESOURCES_HIGH);
          assertThat(Patient.actions(run)).startsWith(Action.SCALE_UP);
          ReplicasOverride added = patient.overrides().replicas();
          assertThat(added).isNotNull();
          assertThat(added.before()).isEqualTo(1);
          assertThat(added.floor()).isBetween(2, 3);
          Bars.assertPrompt(patient, run);
          effect = load.effect();
        }
        run = patient.awaitEnd(run);
        patient.record(test, "CPU limit of 0.15 cores under load", broken, run, effect, traffic);
      }
    }
  }

  /** The pods have enough CPU until there are a hundred times as many calls. */
  @Test
  void moreCallsThanThePodsHaveCpuForBringMorePods(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient =
          Patient.admit(
              cluster,
              client,
              namespace,
              """
              replicas: 1
              resources: {limits: {cpu: 400m, memory: 384Mi}}
              server:
                limits: {pendingCommands: 64}
                proxy: {rpc: {url: "%s", timeout: 10s, concurrency: 5000}}
              monitoring: {synthetic: {enabled: false}}
              runbook:
                ceilings: {replicas: 3}
                thresholds: {latency: {p95Millis: 300, recoverMillis: 250}}
              """
                  .formatted(backend.url("/rpc")));
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad _ = new RpcLoad(patient, 3, 2)) {
        await("no symptom")
            .during(Duration.ofSeconds(25))
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(() -> assertThat(patient.runs()).as(patient::story).isEmpty());
        Instant broken = Instant.now();
        RunbookRun run;
        String effect;
        try (RpcLoad load = new RpcLoad(patient, 30, 60)) {
          run = patient.awaitRun(Symptom.HIGH_LATENCY, broken, "acted", s -> s.actedAt() != null);
          assertThat(run.getStatus().cause()).isEqualTo(Cause.RESOURCES_HIGH);
          assertThat(Patient.actions(run)).startsWith(Action.SCALE_UP);
          Bars.assertPrompt(patient, run);
          effect = load.effect();
        }
        run = patient.awaitEnd(run);
        patient.record(test, "Calls grow a hundredfold", broken, run, effect, traffic);
      }
    }
  }
}
