package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The examples of the documentation, applied to a real API server. */
final class RedisObjectsIT {
  private final Space space = new Space();

  @BeforeAll
  static void startOperator() {
    RunningOperator.running();
  }

  private void apply(String example) throws IOException {
    RealtimeService service =
        Serialization.unmarshal(
            Files.readString(Path.of("..", "docs", "examples", "redis-" + example + ".yaml")),
            RealtimeService.class);
    service.getMetadata().setNamespace(space.name());
    space.client().resource(service).create();
    space.await(Deployment.class, "realtime", _ -> true);
    space.awaitQuiet();
  }

  private String config() {
    return space.get(ConfigMap.class, "realtime-config").getData().get("config.yaml");
  }

  @Test
  void replicatedRedisIsMadeOfReplicasSentinelsNamesAndBudgets() throws IOException {
    apply("replicated");

    StatefulSet redis = space.get(StatefulSet.class, "realtime-redis");
    StatefulSet sentinel = space.get(StatefulSet.class, "realtime-sentinel");
    assertThat(redis.getSpec().getReplicas()).isEqualTo(3);
    assertThat(redis.getSpec().getServiceName()).isEqualTo("realtime-redis-pods");
    assertThat(sentinel.getSpec().getReplicas()).isEqualTo(3);
    for (StatefulSet set : new StatefulSet[] {redis, sentinel}) {
      assertThat(set.getSpec().getVolumeClaimTemplates()).hasSize(1);
      assertThat(
              set.getSpec()
                  .getTemplate()
                  .getSpec()
                  .getAffinity()
                  .getPodAntiAffinity()
                  .getPreferredDuringSchedulingIgnoredDuringExecution())
          .hasSize(1);
      String name = set.getMetadata().getName();
      assertThat(
              space.get(PodDisruptionBudget.class, name).getSpec().getMaxUnavailable().getIntVal())
          .isEqualTo(1);
    }
    assertThat(space.get(Service.class, "realtime-redis-pods").getSpec().getClusterIP())
        .isEqualTo("None");
    assertThat(space.get(Service.class, "realtime-sentinel").getSpec().getClusterIP())
        .isEqualTo("None");
    assertThat(space.get(Service.class, "realtime-redis")).isNull();
    assertThat(config())
        .contains("mode: \"sentinel\"")
        .contains("realtime-sentinel-2.realtime-sentinel." + space.name() + ".svc:26379");
  }

  @Test
  void serviceIsNotReadyWhileASentinelIsMissing() throws IOException {
    apply("replicated");
    space.podsReady();
    space.awaitCondition("Ready", "True");

    StatefulSet sentinel = space.get(StatefulSet.class, "realtime-sentinel");
    sentinel.getStatus().setReadyReplicas(2);
    sentinel.getStatus().setAvailableReplicas(2);
    space.putStatus(sentinel);

    assertThat(space.awaitCondition("Ready", "False").getStatus().condition("Ready").orElseThrow())
        .returns("RedisNotReady", condition -> condition.getReason())
        .returns(
            "2 of 3 Sentinels of the managed Redis are ready", condition -> condition.getMessage());
  }

  @Test
  void missingSecretOfAnExternalRedisIsNamed() throws IOException {
    apply("external-standalone");
    RealtimeService service = space.awaitCondition("Degraded", "True");
    assertThat(service.getStatus().condition("Degraded").orElseThrow())
        .returns("SecretMissing", condition -> condition.getReason())
        .satisfies(condition -> assertThat(condition.getMessage()).contains("redis-credentials"));
    assertThat(config()).contains("username: \"realtime\"", "caFile:", "passwordFile:");
  }
}
