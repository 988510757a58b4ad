package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.operator.process.Hash;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Sentinels of a replicated Redis. What they know (who is master, and since when) is on a
 * volume where Redis' data is: after an outage of everything, the last master is master again.
 */
public final class SentinelDependent implements Dependent<StatefulSet> {
  private static final Quantity STATE = Quantity.parse("64Mi");

  /** Shorter would fail over for a slow disk or a moved virtual machine; longer is felt. */
  private static final int DOWN_AFTER_MILLIS = 5_000;

  @Override
  public Class<StatefulSet> type() {
    return StatefulSet.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().sentinel();
  }

  @Override
  public Optional<StatefulSet> desired(Situation situation) {
    return ManagedRedisPods.replicated(situation).map(redis -> statefulSet(situation, redis));
  }

  private StatefulSet statefulSet(Situation situation, ManagedRedis redis) {
    var spec =
        new StatefulSetBuilder()
            .withMetadata(situation.meta(name(situation), Names.SENTINEL).build())
            .withNewSpec()
            .withReplicas(redis.sentinelCount())
            .withServiceName(situation.names().sentinel())
            .withPodManagementPolicy("Parallel")
            .withNewSelector()
            .withMatchLabels(situation.names().selector(Names.SENTINEL))
            .endSelector()
            .withNewUpdateStrategy()
            .withType("RollingUpdate")
            .endUpdateStrategy()
            .withTemplate(template(situation, redis));
    if (redis.persistence().durable()) {
      spec.withVolumeClaimTemplates(
          ManagedRedisPods.claim(situation, redis, "state", Names.SENTINEL, STATE));
    }
    return spec.endSpec().build();
  }

  private static PodTemplateSpec template(Situation situation, ManagedRedis redis) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(ManagedRedisPods.configVolume(situation, 0444));
    if (!redis.persistence().durable()) {
      volumes.add(new VolumeBuilder().withName("state").withNewEmptyDir().endEmptyDir().build());
    }
    List<EnvVar> env = env(situation, redis);
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(situation.names().labels(Names.SENTINEL))
        .withAnnotations(
            Map.of(Names.CONFIG_REVISION, Hash.of(RedisScripts.text(RedisScripts.SENTINEL))))
        .endMetadata()
        .withSpec(
            new PodSpecBuilder()
                .withServiceAccountName(situation.names().service())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(10L)
                .withSecurityContext(RestrictedPod.pod())
                .withImagePullSecrets(PullSecrets.of(situation))
                .withAffinity(RedisSpread.affinity(situation, Names.SENTINEL))
                .withTopologySpreadConstraints(RedisSpread.zones(situation, Names.SENTINEL))
                .withContainers(container(situation, env))
                .withVolumes(volumes)
                .build())
        .build();
  }

  private static List<EnvVar> env(Situation situation, ManagedRedis redis) {
    List<EnvVar> env =
        new ArrayList<>(ManagedRedisPods.replicationEnv(situation, redis, Names.SENTINEL));
    env.add(new EnvVar("STATE", "/state", null));
    env.add(new EnvVar("DOWN_AFTER_MILLIS", Integer.toString(DOWN_AFTER_MILLIS), null));
    return env;
  }

  private static Container container(Situation situation, List<EnvVar> env) {
    return new ContainerBuilder()
        .withName("sentinel")
        .withImage(situation.redisImage())
        .withImagePullPolicy("IfNotPresent")
        .withCommand("sh", "/etc/redis/" + RedisScripts.SENTINEL)
        .withPorts(
            new ContainerPortBuilder()
                .withName(Names.SENTINEL)
                .withContainerPort(Names.SENTINEL_PORT)
                .withProtocol("TCP")
                .build())
        .withEnv(env)
        .withResources(
            new ResourceRequirementsBuilder()
                .withRequests(
                    Map.of("cpu", Quantity.parse("20m"), "memory", Quantity.parse("32Mi")))
                .withLimits(Map.of("memory", Quantity.parse("64Mi")))
                .build())
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(
            ManagedRedisPods.mount("config", "/etc/redis", true),
            ManagedRedisPods.mount("state", "/state", false))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withStartupProbe(ManagedRedisPods.ping(Names.SENTINEL_PORT, 1, 60))
        .withLivenessProbe(ManagedRedisPods.ping(Names.SENTINEL_PORT, 10, 6))
        .withReadinessProbe(ManagedRedisPods.ping(Names.SENTINEL_PORT, 3, 2))
        .build();
  }
}
