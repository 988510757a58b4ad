package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two replicas as processes of their own. The figures are logged; the bounds are those of a busy
 * machine, on which a JVM alone takes seconds to start.
 */
final class LeadershipIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipIT.class);

  private final Space space = new Space();
  @RegisterExtension private final OperatorPrograms operators = new OperatorPrograms();

  @Test
  void standbyTakesOverAfterACleanStopAndAfterAKill() throws IOException {
    Instant begin = Instant.now();
    OperatorProgram first = replica("a");
    await().atMost(LONG).pollInterval(poll()).until(first::says, "leading"::equals);
    log("start to leading", begin);
    OperatorProgram second = replica("b");
    await().atMost(LONG).pollInterval(poll()).until(second::says, "standing by"::equals);
    assertThat(holder()).isEqualTo("a");

    // In the middle of the work.
    space.createElsewhere("realtime", Map.of());
    space.await(LONG, ConfigMap.class, "realtime-config", _ -> true);
    begin = Instant.now();
    first.terminate();
    await().atMost(LONG).pollInterval(poll()).until(second::says, "leading"::equals);
    log("takeover after a clean stop", begin);
    await().atMost(LONG).until(() -> first.exitCode() != null);
    assertThat(first.log()).contains("a released its Lease").contains("Stopped");
    assertThat(holder()).isEqualTo("b");
    space.await(LONG, Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 1);
    space.awaitCondition(LONG, "Ready", "False");

    OperatorProgram third = replica("c");
    await().atMost(LONG).pollInterval(poll()).until(third::says, "standing by"::equals);
    begin = Instant.now();
    second.kill();
    await().atMost(LONG).pollInterval(poll()).until(third::says, "leading"::equals);
    log("takeover after kill -9", begin);
    // The new leader works, and knows nothing but what the cluster tells it.
    space.createElsewhere("second", Map.of());
    space.await(LONG, Deployment.class, "second", d -> d.getSpec().getReplicas() == 1);
  }

  @Test
  void leaderThatWasPausedLeavesTheServicesToItsSuccessor() throws Exception {
    OperatorProgram first = replica("a");
    await().atMost(LONG).until(first::says, "leading"::equals);
    OperatorProgram second = replica("b");
    await().atMost(LONG).until(second::says, "standing by"::equals);
    space.createElsewhere("realtime", Map.of());
    space.await(LONG, Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 1);

    Instant begin = Instant.now();
    first.pause();
    await().atMost(LONG).pollInterval(poll()).until(second::says, "leading"::equals);
    log("takeover after a pause", begin);
    // Seen by both when the first goes on, and done by the second alone.
    space.createElsewhere("second", Map.of());
    space.await(LONG, Deployment.class, "second", d -> d.getSpec().getReplicas() == 1);
    first.resume();

    await().atMost(LONG).until(() -> first.exitCode() != null);
    assertThat(first.exitCode()).isNotZero();
    assertThat(first.log())
        .contains("a lost its Lease")
        .doesNotContain("Applied Deployment second");
    assertThat(holder()).isEqualTo("b");
  }

  @Test
  void aLeaseThatCameWithTheInstallationIsTakenAndStaysWhatItIs() throws IOException {
    ApiServer.running()
        .client()
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName("realtime-operator")
                .withNamespace(space.name())
                .addToLabels("app.kubernetes.io/managed-by", "Helm")
                .endMetadata()
                .build())
        .create();

    OperatorProgram first = replica("a");
    OperatorProgram second = replica("b");
    await().atMost(LONG).until(() -> leadsOneOf(first, second));

    assertThat(holder()).isIn("a", "b");
    assertThat(lease().getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/managed-by", "Helm");
  }

  private static boolean leadsOneOf(OperatorProgram one, OperatorProgram other) {
    return Stream.of(one.says(), other.says())
        .sorted()
        .toList()
        .equals(List.of("leading", "standing by"));
  }

  @Test
  void selectorAndNamespacesDivideServicesAmongOperators() throws IOException {
    Space outside = new Space();
    OperatorProgram shard =
        operators.start(
            Map.of(
                "LEADER_ELECTION", "false",
                "WATCH_NAMESPACES", space.name(),
                "WATCH_SELECTOR", "shard=b"));
    await().atMost(LONG).until(shard::says, "leading"::equals);
    outside.createElsewhere("realtime", Map.of("shard", "b"));
    space.createElsewhere("other", Map.of("shard", "a"));
    space.createElsewhere("realtime", Map.of("shard", "b"));

    await().atMost(LONG).until(() -> shard.log().contains("Deployment realtime"));
    assertThat(shard.log())
        .contains("\"resource.namespace\":\"" + space.name() + "\"")
        .doesNotContain("Deployment other")
        .doesNotContain(outside.name());
  }

  private OperatorProgram replica(String name) throws IOException {
    return operators.start(
        Map.of(
            "POD_NAME", name,
            "OPERATOR_NAMESPACE", space.name(),
            "WATCH_NAMESPACES", space.name()));
  }

  private String holder() {
    return lease().getSpec().getHolderIdentity();
  }

  private Lease lease() {
    return ApiServer.running()
        .client()
        .leases()
        .inNamespace(space.name())
        .withName("realtime-operator")
        .get();
  }

  private static Duration poll() {
    return Duration.ofMillis(50);
  }

  private static void log(String what, Instant begin) {
    LOG.info("{}: {} ms", what, Duration.between(begin, Instant.now()).toMillis());
  }
}
