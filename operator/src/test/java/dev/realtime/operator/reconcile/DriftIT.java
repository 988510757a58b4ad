package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.operator.cluster.ForeignCrds;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.reconcile.config.ConfigurationRenderer;
import dev.realtime.operator.reconcile.connections.Connections;
import dev.realtime.operator.reconcile.dependent.Dependent;
import dev.realtime.operator.reconcile.dependent.Dependents;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every managed object, changed or deleted by somebody else, is as before again. It takes about 100
 * ms, and at most 2 s by the bar; the time of each is written to the log. What is asserted is that
 * the watch did it, on a machine however busy: the only clock that looks at a service that is not
 * degraded goes every two minutes, and would be far later for nearly all of these objects.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DriftIT {
  private static final Logger LOG = LoggerFactory.getLogger(DriftIT.class);

  /** A sixth of the time between two looks by the clock. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String EVERYTHING =
      """
      autoscaling: {maxReplicas: 5, cpuUtilization: 70}
      ingress: {host: chat.example.com}
      route: {gateways: [{name: public}]}
      tls: {certManager: {issuer: internal}}
      monitoring: {grafanaDashboard: true}
      """;

  /** What cannot be in one service with the rest. */
  private static final String OTHERWISE =
      """
      monitoring: {podMonitor: true}
      redis: {managed: {topology: Replicated}}
      """;

  /** An object, and a change of it as a merge patch. */
  record Drift(String apiVersion, String kind, String name, String change) {
    /** Whether it is of the service that is made otherwise. */
    boolean otherwise() {
      return kind.equals("PodMonitor")
          || name.equals("realtime-redis-pods")
          || name.equals("realtime-sentinel")
          || (kind.equals("PodDisruptionBudget") && name.equals("realtime-redis"));
    }

    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();
  private final Space other = new Space();

  /** How long each took to be as before, the slowest last. */
  private final List<Correction> corrections = new ArrayList<>();

  private record Correction(Drift drift, String what, Duration took) {}

  @BeforeAll
  void services() {
    ForeignCrds.install();
    space.create(EVERYTHING);
    other.create(OTHERWISE);
    certificate();
    drifts().forEach(drift -> await(drift.toString()).atMost(SOON).until(() -> there(drift)));
    for (Space each : List.of(space, other)) {
      each.awaitQuiet();
      // While it is, the clock looks every 10 s, and could be what corrects.
      each.awaitCondition(SOON, "Degraded", "False");
    }
  }

  /** Plays cert-manager. */
  private void certificate() {
    space
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("realtime-tls")
                .withNamespace(space.name())
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToStringData("tls.crt", "a certificate")
                .addToStringData("tls.key", "its key")
                .build())
        .create();
  }

  @AfterAll
  void report() {
    corrections.sort(Comparator.comparing(Correction::took));
    corrections.forEach(
        one -> LOG.info("{} {}: {} ms", one.drift(), one.what(), one.took().toMillis()));
    if (corrections.isEmpty()) {
      return;
    }
    LOG.info(
        "{} corrections, half of them within {} ms, the slowest: {} {}",
        corrections.size(),
        corrections.get(corrections.size() / 2).took().toMillis(),
        corrections.getLast().drift(),
        corrections.getLast().took());
  }

  static Stream<Drift> drifts() {
    return Stream.of(
        new Drift("v1", "ServiceAccount", "realtime", "automountServiceAccountToken: true"),
        new Drift("v1", "ConfigMap", "realtime-config", "data: {config.yaml: broken}"),
        new Drift("v1", "ConfigMap", "realtime-redis", "data: {redis.conf: ''}"),
        new Drift("v1", "ConfigMap", "realtime-dashboard", "data: null"),
        new Drift("v1", "Service", "realtime", "spec: {ports: [{port: 1}]}"),
        new Drift("v1", "Service", "realtime-headless", "spec: {publishNotReadyAddresses: false}"),
        new Drift("v1", "Service", "realtime-redis", "spec: {selector: {app: other}}"),
        new Drift("apps/v1", "StatefulSet", "realtime-redis", "spec: {replicas: 3}"),
        new Drift("apps/v1", "Deployment", "realtime", "spec: {minReadySeconds: 99}"),
        new Drift(
            "autoscaling/v2", "HorizontalPodAutoscaler", "realtime", "spec: {maxReplicas: 99}"),
        new Drift("policy/v1", "PodDisruptionBudget", "realtime", "spec: {maxUnavailable: 9}"),
        new Drift("networking.k8s.io/v1", "NetworkPolicy", "realtime", "spec: {ingress: []}"),
        new Drift("networking.k8s.io/v1", "NetworkPolicy", "realtime-redis", "spec: {ingress: []}"),
        new Drift(
            "networking.k8s.io/v1",
            "Ingress",
            "realtime",
            "spec: {rules: [{host: evil.example.com}]}"),
        new Drift(
            "gateway.networking.k8s.io/v1", "HTTPRoute", "realtime", "spec: {parentRefs: []}"),
        new Drift(
            "monitoring.coreos.com/v1", "ServiceMonitor", "realtime", "spec: {endpoints: []}"),
        new Drift(
            "monitoring.coreos.com/v1",
            "PodMonitor",
            "realtime",
            "spec: {podMetricsEndpoints: []}"),
        new Drift("monitoring.coreos.com/v1", "PrometheusRule", "realtime", "spec: {groups: []}"),
        new Drift("v1", "Service", "realtime-redis-pods", "spec: {selector: {app: other}}"),
        new Drift("v1", "Service", "realtime-sentinel", "spec: {selector: {app: other}}"),
        new Drift("apps/v1", "StatefulSet", "realtime-sentinel", "spec: {replicas: 1}"),
        new Drift(
            "policy/v1", "PodDisruptionBudget", "realtime-redis", "spec: {maxUnavailable: 9}"),
        new Drift(
            "policy/v1", "PodDisruptionBudget", "realtime-sentinel", "spec: {maxUnavailable: 9}"),
        new Drift("cert-manager.io/v1", "Certificate", "realtime-tls", "spec: {dnsNames: [evil]}"));
  }

  @ParameterizedTest
  @MethodSource("drifts")
  void changeIsCorrected(Drift drift) {
    Map<String, Object> before = content(drift);

    object(drift)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Serialization.unmarshal(drift.change(), Map.class)));

    corrected(drift, "changed", () -> assertThat(content(drift)).isEqualTo(before));
  }

  private void corrected(Drift drift, String what, ThrowingRunnable asBefore) {
    Instant since = Instant.now();
    await(drift.toString())
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(asBefore);
    corrections.add(new Correction(drift, what, Duration.between(since, Instant.now())));
  }

  /** More than {@link ReconcileRate} lets pass at once. */
  @Test
  void tugOfWarIsAnsweredMoveByMove() {
    Drift drift =
        new Drift("v1", "Service", "realtime-headless", "spec: {publishNotReadyAddresses: false}");
    for (int i = 0; i < 2 * ReconcileRate.BURST; i++) {
      changeIsCorrected(drift);
    }
  }

  @ParameterizedTest
  @MethodSource("drifts")
  void deletedObjectIsBack(Drift drift) {
    Map<String, Object> before = content(drift);
    String uid = object(drift).get().getMetadata().getUid();

    object(drift).delete();

    corrected(
        drift,
        "deleted",
        () -> {
          assertThat(object(drift).get())
              .isNotNull()
              .satisfies(now -> assertThat(now.getMetadata().getUid()).isNotEqualTo(uid));
          assertThat(content(drift)).isEqualTo(before);
        });
  }

  @Test
  void noManagedObjectIsLeftOut() {
    Set<String> managed =
        Stream.of(space, other)
            .flatMap(
                where -> {
                  Situation situation = situation(where.service());
                  return Dependents.ALL.stream()
                      .flatMap(dependent -> objects(dependent, situation));
                })
            .collect(Collectors.toCollection(TreeSet::new));

    // Snapshots of a configuration are immutable: the API server itself refuses their drift.
    assertThat(drifts().map(Drift::toString))
        .containsAll(
            managed.stream().filter(name -> !name.matches(".*-config-[0-9a-f]+")).toList());
  }

  private Situation situation(RealtimeService service) {
    Names names = new Names(service.getMetadata().getName());
    return new Situation(
        service,
        names,
        Overrides.none(),
        operator.settings().serverImage(),
        operator.settings().redisImage(),
        ConfigurationRenderer.render(service, names, Overrides.none()),
        ConfigurationRenderer.render(service, names, Overrides.none()),
        Connections.unknown(),
        0,
        null,
        operator.settings().namespace());
  }

  private static Stream<String> objects(Dependent<?> dependent, Situation situation) {
    return dependent.desired(situation).stream()
        .map(object -> object.getKind() + " " + object.getMetadata().getName());
  }

  private boolean there(Drift drift) {
    return object(drift).get() != null;
  }

  private Resource<GenericKubernetesResource> object(Drift drift) {
    KubernetesClient client = space.client();
    Space where = drift.otherwise() ? other : space;
    return client
        .genericKubernetesResources(drift.apiVersion(), drift.kind())
        .inNamespace(where.name())
        .withName(drift.name());
  }

  /** All but what the cluster itself adds: metadata, status, addresses. */
  private Map<String, Object> content(Drift drift) {
    GenericKubernetesResource object = object(drift).get();
    if (object == null) {
      return Map.of();
    }
    Map<String, Object> content = new LinkedHashMap<>(object.getAdditionalProperties());
    content.remove("status");
    if (content.get("spec") instanceof Map<?, ?> spec) {
      Map<Object, Object> copy = new LinkedHashMap<>(spec);
      List.of("clusterIP", "clusterIPs").forEach(copy::remove);
      content.put("spec", copy);
    }
    return new LinkedHashMap<>(content);
  }
}
