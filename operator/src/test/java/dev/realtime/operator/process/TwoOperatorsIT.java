package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two installations over the same namespace, as processes of their own. */
final class TwoOperatorsIT {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final Space space = new Space();
  @RegisterExtension private final OperatorPrograms operators = new OperatorPrograms();

  @Test
  void theSecondLeavesAloneWhatTheFirstHasSaysSoAndTakesOverWhenThatIsGone() throws IOException {
    OperatorProgram first = installation("first", "");
    await().atMost(LONG).until(first::says, "leading"::equals);
    space.createElsewhere("realtime", Map.of("shard", "a"));
    space.await(LONG, Deployment.class, "realtime", _ -> true);
    assertThat(space.service().statusOrEmpty().operator()).isEqualTo(space.name() + "/first");

    OperatorProgram second = installation("second", "shard=a");
    await().atMost(LONG).until(second::says, "leading"::equals);
    await().atMost(LONG).until(() -> !events().isEmpty());
    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getMessage())
                  .startsWith("Operator " + space.name() + "/first looks after this service");
            });
    space.patch("spec: {replicas: 2}");
    space.await(LONG, Deployment.class, "realtime", it -> it.getSpec().getReplicas() == 2);
    assertThat(second.log())
        .contains(space.name() + "/first looks after this service")
        .doesNotContain("Deployment realtime");

    first.kill();
    await().atMost(LONG).until(() -> first.exitCode() != null);
    // As if the time in which it might come back were over.
    space
        .client()
        .leases()
        .inNamespace(space.name())
        .withName("first")
        .edit(
            lease -> {
              lease.getSpec().setRenewTime(ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(2));
              return lease;
            });
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(space.service().statusOrEmpty().operator())
                    .isEqualTo(space.name() + "/second"));
    space.patch("spec: {replicas: 3}");
    space.await(LONG, Deployment.class, "realtime", it -> it.getSpec().getReplicas() == 3);

    // It has another scope than the first: what has left that is free at once.
    OperatorProgram third = installation("third", "shard=b");
    await().atMost(LONG).until(third::says, "leading"::equals);
    space.patch("metadata: {labels: {shard: b}}");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(space.service().statusOrEmpty().operator())
                    .isEqualTo(space.name() + "/third"));
  }

  private OperatorProgram installation(String lease, String selector) throws IOException {
    return operators.start(
        Map.of(
            "POD_NAME",
            lease + "-0",
            "LEASE_NAME",
            lease,
            "OPERATOR_NAMESPACE",
            space.name(),
            "WATCH_NAMESPACES",
            space.name(),
            "WATCH_SELECTOR",
            selector));
  }

  private List<Event> events() {
    return space.client().v1().events().inNamespace(space.name()).list().getItems().stream()
        .filter(event -> event.getReason().equals("OtherOperator"))
        .toList();
  }
}
