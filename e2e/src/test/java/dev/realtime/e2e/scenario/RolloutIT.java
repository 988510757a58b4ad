package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.workload.Rollout;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.sdk.Crowd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * All pods are replaced under 2,000 clients with the official SDK: each moves once, none waits
 * longer than the drain window, and nothing is lost, doubled or out of order for any of them.
 */
@Tag("rows")
@OnCluster(operator = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutIT {
  private static final Duration START = Duration.ofMinutes(4);
  private static final int CLIENTS = 2000;
  private static final int GROUPS = 20;
  private static final int EVERY_MILLIS = 500;

  private ServiceUnderTest service;

  @BeforeAll
  void start(Cluster cluster, KubernetesClient client) {
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "rollout");
    service.applyExample(
        "redis-persistent",
        """
        replicas: 2
        resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 512Mi}}
        runbook: {mode: "Off"}
        """);
    service.awaitReady(START);
  }

  @AfterAll
  void stop() {
    service.delete();
  }

  @Test
  void clientsMoveOnceAndMissNothing() throws IOException {
    String url = "ws://" + service.serviceAuthority() + "/connection/websocket";
    List<String> before = names(service.awaitPods("server", 2, START));
    Rollout rollout = service.get().getSpec().rollout();
    Crowd.Report report;
    try (Crowd crowd = Crowd.gather(Directories.standard(), url, CLIENTS, GROUPS, EVERY_MILLIS)) {
      service.kubectl(
          "patch",
          "rts",
          ServiceUnderTest.NAME,
          "--type=merge",
          "-p",
          "{\"spec\":{\"pod\":{\"env\":[{\"name\":\"ROLLED\",\"value\":\"out\"}]}}}");
      service.awaitReady(START);
      service.awaitGone(before, START);
      report = crowd.disperse();
    }
    System.out.printf(
        "Rollout under %d clients: at most %d reconnects each (%d in all), %d ms without a connection"
            + " at most; %d publications acknowledged, %d failed; %d received, %d missing, %d doubled,"
            + " %d out of order%n",
        CLIENTS,
        report.most(Crowd.Member::reconnects),
        report.sum(Crowd.Member::reconnects),
        report.most(Crowd.Member::longestGapMillis),
        report.acknowledged(),
        report.failed(),
        report.sum(Crowd.Member::received),
        report.sum(Crowd.Member::missing),
        report.sum(Crowd.Member::doubled),
        report.sum(Crowd.Member::unordered));
    assertThat(report.clients())
        .hasSize(CLIENTS)
        .allSatisfy(
            client -> {
              assertThat(client.missing()).as("missing").isZero();
              assertThat(client.doubled()).as("doubled").isZero();
              assertThat(client.unordered()).as("out of order").isZero();
              assertThat(client.reconnects()).as("reconnects").isEqualTo(1);
              assertThat(client.codes()).as("told to go").containsExactly(3001);
              assertThat(client.longestGapMillis())
                  .as("time without a connection")
                  .isLessThan((rollout.drainSeconds() + 2) * 1000);
            });
    // What a publisher had under way when its own connection went is not acknowledged, and not
    // lost.
    assertThat(report.failed()).as("publications that failed").isLessThanOrEqualTo(GROUPS);
  }

  private static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }
}
