package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import dev.realtime.e2e.sdk.JavaSdkClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What looks like trouble, and nothing is to be done about. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
class QuietRowsIT {
  private static final int MANAGEMENT_PORT = 9004;

  /** More than two hold times. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(25);

  /** Every call fails, but nobody can see it. As soon as the operator can, it acts. */
  @Test
  void nothingIsDoneWhileTheMetricsSourceIsGone(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient = Patient.admit(cluster, client, namespace, application(backend));
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 2, 1)) {
        String pod = patient.readyPods().getFirst().getMetadata().getName();
        try (Fault _ = cluster.faults().block(namespace.name(), pod, MANAGEMENT_PORT)) {
          patient.awaitService(
              "unknown to the operator",
              service ->
                  service.statusOrEmpty().symptoms().stream()
                      .anyMatch(
                          symptom ->
                              symptom.symptom() == Symptom.HIGH_ERROR_RATE
                                  && symptom.phase() == SymptomPhase.UNKNOWN));
          long failed = load.failed();
          backend.does(Backend.fails());
          await("calls to fail").until(() -> load.failed() > failed + 20);
          assertNoRun(patient);
        }
        Instant seen = Instant.now();
        RunbookRun run =
            patient.awaitRun(
                Symptom.HIGH_ERROR_RATE, seen, "has been opened", s -> s.decidedAt() != null);
        backend.does(Backend.NOTHING);
        patient.awaitEnd(run);
        Patient.keep(
            test,
            Row.nothing(
                "The metrics source is gone, and every call fails meanwhile",
                "unknown, as status.symptoms says; the incident was opened once it could be seen",
                patient,
                load.effect(),
                traffic));
      }
    }
  }

  /** Nobody listens where Prometheus is said to be; the pods themselves could be read. */
  @Test
  @Tag("rows")
  void nothingIsDoneWhileTheConfiguredPrometheusIsDown(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient = Patient.admit(cluster, client, namespace, application(backend));
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 2, 1)) {
        patient.patch(
            "{\"spec\":{\"monitoring\":{\"prometheus\":{\"url\":\"http://%s:9\"}}}}"
                .formatted(cluster.plan().hostAddress()));
        patient.awaitService(
            "unknown to the operator, which names Prometheus",
            service ->
                service.statusOrEmpty().symptoms().stream()
                    .anyMatch(
                        symptom ->
                            symptom.symptom() == Symptom.HIGH_ERROR_RATE
                                && symptom.phase() == SymptomPhase.UNKNOWN
                                && symptom.figures().contains("Prometheus")));
        long failed = load.failed();
        backend.does(Backend.fails());
        await("calls to fail").until(() -> load.failed() > failed + 20);
        assertNoRun(patient);
        Instant seen = Instant.now();
        patient.patch("{\"spec\":{\"monitoring\":{\"prometheus\":null}}}");
        RunbookRun run =
            patient.awaitRun(
                Symptom.HIGH_ERROR_RATE, seen, "has been opened", s -> s.decidedAt() != null);
        backend.does(Backend.NOTHING);
        patient.awaitEnd(run);
        Patient.keep(
            test,
            Row.nothing(
                "The configured Prometheus is down, and every call fails meanwhile",
                "unknown, as status.symptoms says; the incident was opened once the pods were read",
                patient,
                load.effect(),
                traffic));
      }
    }
  }

  @Test
  @Tag("rows")
  void oneErrorInLowTrafficIsNoIncident(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient = Patient.admit(cluster, client, namespace, application(backend));
      try (JavaSdkClient caller = Tunnel.to(patient).client()) {
        var failed = new AtomicInteger();
        backend.does(Backend.fails());
        caller.rpc("quote", "{}", well -> failed.addAndGet(well ? 0 : 1));
        await("the call to fail").until(() -> failed.get() == 1);
        backend.does(Backend.NOTHING);
        caller.rpc("quote", "{}", well -> failed.addAndGet(well ? 0 : 1));
        assertNoRun(patient);
        Results.add(
            test,
            Row.nothing(
                "Low traffic with one error",
                "fewer than minRequests",
                patient,
                "1 of 2 calls failed",
                "none published"));
      }
    }
  }

  @Test
  @Tag("rows")
  void aFlappingSignalIsNoIncidentWhileEachBurstIsShorterThanTheHoldTime(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient = Patient.admit(cluster, client, namespace, application(backend));
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 1)) {
        long begin = System.nanoTime();
        // 3 s of every 12 s fail.
        backend.does(
            () -> {
              if (Duration.ofNanos(System.nanoTime() - begin).toSeconds() % 12 < 3) {
                throw new IllegalStateException("the application is broken");
              }
            });
        assertNoRun(patient, Duration.ofSeconds(50));
        assertThat(load.failed()).as("calls that failed").isPositive();
        Patient.keep(
            test,
            Row.nothing(
                "A flapping signal (every call fails for 3 s of every 12 s)",
                "no burst lasts for the hold time",
                patient,
                load.effect(),
                traffic));
      }
    }
  }

  private static void assertNoRun(Patient patient) {
    assertNoRun(patient, LONG_ENOUGH);
  }

  private static void assertNoRun(Patient patient, Duration time) {
    await("no run")
        .during(time)
        .atMost(time.plusSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(patient.runs()).as(patient::story).isEmpty());
  }

  private static String application(Backend backend) {
    return """
        replicas: 1
        broker: Memory
        redis: null
        server: {proxy: {rpc: {url: "%s", timeout: 3s, breakerFailureRate: 100, breakerWindow: 10000}}}
        monitoring: {synthetic: {enabled: false}}
        """
        .formatted(backend.url("/rpc"));
  }
}
