package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import dev.realtime.operator.reconcile.config.Hash;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The managed Redis' pods. */
public final class RedisDependent implements Dependent<StatefulSet> {
  @Override
  public Class<StatefulSet> type() {
    return StatefulSet.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().redis();
  }

  @Override
  public Optional<StatefulSet> desired(Situation situation) {
    return ManagedRedisPods.of(situation).map(redis -> statefulSet(situation, redis));
  }

  private StatefulSet statefulSet(Situation situation, ManagedRedis redis) {
    var spec =
        new StatefulSetBuilder()
            .withMetadata(situation.meta(name(situation), Names.REDIS).build())
            .withNewSpec()
            .withReplicas(redis.podCount())
            .withServiceName(name(situation))
            .withPodManagementPolicy("OrderedReady")
            .withNewSelector()
            .withMatchLabels(situation.names().selector(Names.REDIS))
            .endSelector()
            .withNewUpdateStrategy()
            .withType("RollingUpdate")
            .endUpdateStrategy()
            .withTemplate(template(situation, redis));
    if (redis.persistence().durable()) {
      spec.withVolumeClaimTemplates(claim(situation, redis));
    }
    return spec.endSpec().build();
  }

  private static PodTemplateSpec template(Situation situation, ManagedRedis redis) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(ManagedRedisPods.configVolume(situation, 0444));
    volumes.add(ManagedRedisPods.secretVolume(situation));
    if (!redis.persistence().durable()) {
      volumes.add(new VolumeBuilder().withName("data").withNewEmptyDir().endEmptyDir().build());
    }
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(situation.names().labels(Names.REDIS))
        .withAnnotations(
            Map.of(Names.CONFIG_REVISION, Hash.of(RedisConfigDependent.conf(redis, situation))))
        .endMetadata()
        .withSpec(
            new PodSpecBuilder()
                .withServiceAccountName(situation.names().service())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(30L)
                .withSecurityContext(RestrictedPod.pod())
                .withContainers(container(situation, redis))
                .withVolumes(volumes)
                .build())
        .build();
  }

  private static Container container(Situation situation, ManagedRedis redis) {
    return new ContainerBuilder()
        .withName("redis")
        .withImage(situation.redisImage())
        .withImagePullPolicy("IfNotPresent")
        .withCommand("redis-server", "/etc/redis/redis.conf")
        .withPorts(
            new ContainerPortBuilder()
                .withName("redis")
                .withContainerPort(Names.REDIS_PORT)
                .withProtocol("TCP")
                .build())
        .withEnv(ManagedRedisPods.cliPassword(situation))
        .withResources(ManagedRedisPods.resources(situation, redis))
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(
            ManagedRedisPods.mount("config", "/etc/redis", true),
            ManagedRedisPods.mount("secret", "/etc/redis-secret", true),
            ManagedRedisPods.mount("data", "/data", false))
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        // Loading a large append-only file answers LOADING; that takes a while and is no death.
        .withStartupProbe(ManagedRedisPods.ping(Names.REDIS_PORT, 1, 300))
        .withLivenessProbe(ManagedRedisPods.ping(Names.REDIS_PORT, 10, 6))
        .withReadinessProbe(ManagedRedisPods.ping(Names.REDIS_PORT, 3, 2))
        .build();
  }

  private static PersistentVolumeClaim claim(Situation situation, ManagedRedis redis) {
    var claim =
        new PersistentVolumeClaimBuilder()
            .withApiVersion("v1")
            .withKind("PersistentVolumeClaim")
            .withNewMetadata()
            .withName("data")
            .withLabels(situation.names().labels(Names.REDIS))
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .withRequests(Map.of("storage", redis.persistence().sizeOrDefault()))
            .endResources();
    if (redis.persistence().storageClassName() != null) {
      claim.withStorageClassName(redis.persistence().storageClassName());
    }
    return claim.endSpec().build();
  }
}
