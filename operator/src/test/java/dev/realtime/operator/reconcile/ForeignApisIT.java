package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.ForeignCrds;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Kinds of other projects: absent, installed while the operator runs, and taken away again. */
final class ForeignApisIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();

  @Test
  void objectsFollowTheirCrds() {
    ForeignCrds.remove();
    space.create("route: {gateways: [{name: public}]}");
    space.await(Deployment.class, "realtime", _ -> true);
    assertThat(degraded("CrdMissing"))
        .contains("HTTPRoute realtime cannot be made")
        .contains("Install what brings that CRD");

    ForeignCrds.install();

    await().atMost(SOON).until(() -> object("HTTPRoute") != null);
    await().atMost(SOON).until(() -> object("ServiceMonitor", "monitoring.coreos.com/v1") != null);
    space.awaitCondition(SOON, "Degraded", "False");

    ForeignCrds.remove();

    degraded("CrdMissing");
    // A watch of what is gone would make the operator look dead, and be restarted for ever.
    await().atMost(SOON).untilAsserted(() -> assertThat(operator.liveness()).isEqualTo("ok\n"));
    space.patch("spec: {route: null}");
    space.awaitCondition(SOON, "Degraded", "False");
  }

  @Test
  void whatIsSwitchedOffIsRemoved() {
    ForeignCrds.install();
    space.create("{route: {gateways: [{name: public}]}, ingress: {host: a.example.com}}");
    await().atMost(SOON).until(() -> object("HTTPRoute") != null);
    await().atMost(SOON).until(() -> object("Ingress", "networking.k8s.io/v1") != null);

    space.patch(
        "spec: {route: null, ingress: null, disruptionBudget: {enabled: false}, network: {enabled: false}, monitoring: {serviceMonitor: false, prometheusRule: false}}");

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(object("HTTPRoute")).isNull();
              assertThat(object("Ingress", "networking.k8s.io/v1")).isNull();
              assertThat(object("PodDisruptionBudget", "policy/v1")).isNull();
              assertThat(object("NetworkPolicy", "networking.k8s.io/v1")).isNull();
              assertThat(object("ServiceMonitor", "monitoring.coreos.com/v1")).isNull();
              assertThat(object("PrometheusRule", "monitoring.coreos.com/v1")).isNull();
            });
  }

  private String degraded(String reason) {
    return space
        .await(
            SOON,
            dev.realtime.api.v1alpha1.RealtimeService.class,
            "realtime",
            service ->
                service
                    .statusOrEmpty()
                    .condition("Degraded")
                    .filter(c -> c.getReason().equals(reason))
                    .isPresent())
        .getStatus()
        .condition("Degraded")
        .orElseThrow()
        .getMessage();
  }

  private GenericKubernetesResource object(String kind) {
    return object(kind, "gateway.networking.k8s.io/v1");
  }

  private GenericKubernetesResource object(String kind, String apiVersion) {
    return space
        .client()
        .genericKubernetesResources(apiVersion, kind)
        .inNamespace(space.name())
        .withName("realtime")
        .get();
  }
}
