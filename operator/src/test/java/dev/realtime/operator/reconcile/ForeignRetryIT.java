package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.ForeignCrds;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.signal.ObservedServices;
import dev.realtime.operator.start.Permission;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A kind that is served and may not be watched: permissions come later than CRDs at times. */
final class ForeignRetryIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Space space = new Space();
  private final String account = "of-" + space.name();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  @Test
  void kindThatMayNotBeWatchedIsTriedAgainInItsTimeAndNotBefore() throws Exception {
    ForeignCrds.install();
    grant(permission -> !permission.resource().equals("httproutes"));
    space.createElsewhere("realtime", Map.of());
    space.patch("spec: {route: {gateways: [{name: public}]}}");
    var settings =
        OperatorSettings.from(
            Map.of(
                "REALTIME_SERVER_IMAGE", "realtime.dev/server:test",
                "REALTIME_REDIS_IMAGE", "realtime.dev/redis:test",
                "WATCH_NAMESPACES", space.name(),
                "LEADER_ELECTION", "false",
                "MANAGEMENT_PORT", "0"));
    try (OperatorProcess process =
        new OperatorProcess(
            settings, ApiServer.running().clientOf(space.name(), account), () -> {})) {
      process.register(
          new RealtimeServiceReconciler(
              settings, ObservedServices.none(), new RedisWatch(), new ServiceObjects(), now::get));
      process.start();
      // The service goes on without it, as if it were not served.
      space.awaitCondition(LONG, "Degraded", "True");
      await().atMost(LONG).until(() -> there("ServiceMonitor", "monitoring.coreos.com/v1"));

      grant(_ -> true);

      await()
          .during(Duration.ofSeconds(8))
          .atMost(LONG)
          .untilAsserted(() -> assertThat(route()).as("before its time").isFalse());
      now.updateAndGet(before -> before.plusSeconds(30));
      await().atMost(LONG).untilAsserted(() -> assertThat(route()).as("in its time").isTrue());
      space.awaitCondition(LONG, "Degraded", "False");
    }
  }

  private boolean route() {
    return there("HTTPRoute", "gateway.networking.k8s.io/v1");
  }

  private boolean there(String kind, String apiVersion) {
    GenericKubernetesResource found =
        space
            .client()
            .genericKubernetesResources(apiVersion, kind)
            .inNamespace(space.name())
            .withName("realtime")
            .get();
    return found != null;
  }

  /** Gives the operator's account what the roles give, as far as it fits. */
  private void grant(Predicate<Permission> fits) {
    var rules =
        Permission.inWatchedNamespaces().stream()
            .filter(fits)
            .map(
                permission ->
                    new PolicyRuleBuilder()
                        .withApiGroups(permission.group())
                        .withResources(permission.resource())
                        .withVerbs(permission.verb())
                        .build())
            .toList();
    List.of(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(account)
                .endMetadata()
                .withRules(rules)
                .build(),
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(account)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", account)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(account)
                .withNamespace(space.name())
                .endSubject()
                .build())
        .forEach(object -> space.client().resource(object).serverSideApply());
  }
}
