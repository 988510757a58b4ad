package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a spec or a namespace can have wrong that only a cluster shows. Each is named in a condition
 * with its remedy, and as soon as it is put right the service comes up without a nudge.
 */
@Tag("rows")
@OnCluster(operator = true)
class TroubleIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  private ServiceUnderTest service;

  @BeforeEach
  void makeNamespace(Cluster cluster, KubernetesClient client) {
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "trouble");
  }

  @AfterEach
  void deleteNamespace() {
    service.delete();
  }

  @Test
  void aMissingSecretIsNamedAndPickedUpOnceItIsThere() {
    service.applyExample(
        "memory-broker", "server: {auth: {hmacSecret: {name: tokens, key: signing}}}");
    Condition degraded = service.awaitCondition("Degraded", "True", "SecretMissing", SOON);
    assertThat(degraded.getMessage()).contains("Secret tokens");
    service.kubectl(
        "create",
        "secret",
        "generic",
        "tokens",
        "--from-literal=signing=0123456789abcdef0123456789abcdef");
    service.awaitReady(SOON);
    assertThat(service.condition("Degraded").getStatus()).isEqualTo("False");
  }

  @Test
  void anExternalRedisThatIsNotThereIsNamedAndUsedOnceItIs() {
    service.applyExample(
        "minimal",
        """
        replicas: 1
        redis:
          managed: null
          external: {mode: Standalone, addresses: ["cache.%s.svc:6379"]}
        runbook: {mode: "Off"}
        """
            .formatted(service.namespace()));
    Condition redis = service.awaitCondition("RedisHealthy", "False", "Unreachable", SOON);
    assertThat(redis.getMessage()).contains("cache." + service.namespace());
    service.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: cache}
        spec:
          selector: {app: cache}
          ports: [{port: 6379}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: cache, labels: {app: cache}}
        spec:
          automountServiceAccountToken: false
          securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: redis
              image: realtime.dev/redis:7.0.15
              args: [redis-server, --protected-mode, "no", --save, "", --dir, /tmp]
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """);
    service.awaitCondition("RedisHealthy", "True", "Healthy", SOON);
    service.awaitReady(SOON);
  }

  @Test
  void anImageThatCannotBePulledIsNamedAndOthersServeOn() {
    service.applyExample("memory-broker", "{}");
    service.awaitReady(SOON);
    service.kubectl(patch("{\"spec\":{\"image\":\"realtime.dev/server:no-such\"}}"));
    Condition degraded = service.awaitCondition("Degraded", "True", "ImageUnpullable", SOON);
    assertThat(degraded.getMessage()).contains("realtime.dev/server:no-such");
    assertThat(service.condition("Available").getStatus()).isEqualTo("True");
    service.kubectl(patch("{\"spec\":{\"image\":null}}"));
    service.awaitCondition("Degraded", "False", "NoProblem", SOON);
    service.awaitReady(SOON);
  }

  @Test
  void aQuotaThatForbidsPodsIsNamedAndPodsComeOnceItAllowsThem() {
    service.apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: pods}
        spec: {hard: {pods: "0"}}
        """);
    service.applyExample("memory-broker", "{}");
    Condition degraded = service.awaitCondition("Degraded", "True", "QuotaExceeded", SOON);
    assertThat(degraded.getMessage()).contains("pods");
    service.kubectl(
        "patch",
        "resourcequota",
        "pods",
        "--type=merge",
        "-p",
        "{\"spec\":{\"hard\":{\"pods\":\"9\"}}}");
    service.awaitReady(SOON);
  }

  /** Pods that have crashed four times are not started again by the kubelet for 80 s. */
  @Test
  void aConfigurationThatTheServersRefuseIsNamedAndTheNextOneDoesNotWaitForTheirBackOff() {
    service.applyExample(
        "memory-broker",
        """
        server: {limits: {messageSize: 64B}}
        runbook: {mode: "Off"}
        """);
    Condition degraded = service.awaitCondition("Degraded", "True", "ConfigurationRefused", SOON);
    assertThat(degraded.getMessage()).contains("limits.messageSize").doesNotContain("Exception");
    await("the kubelet's long back-off")
        .atMost(Duration.ofMinutes(4))
        .until(
            () ->
                service.pods("server").stream()
                    .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                    .anyMatch(
                        container ->
                            container.getRestartCount() >= 3
                                && container.getState().getWaiting() != null));
    service.kubectl(patch("{\"spec\":{\"server\":{\"limits\":null}}}"));
    service.awaitReady(Duration.ofSeconds(40));
  }

  private static String[] patch(String json) {
    return new String[] {"patch", "rts", ServiceUnderTest.NAME, "--type=merge", "-p", json};
  }
}
