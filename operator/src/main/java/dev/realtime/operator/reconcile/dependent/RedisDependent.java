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
import io.fabric8.kubernetes.api.model.ProbeBuilder;
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
  /**
   * Three minutes: the runbook comes first, which says what it saw, looks whether data is safe, and
   * writes down what it did. The kubelet is what is left where the operator is not at work.
   */
  private static final int LIVENESS_FAILURES = 18;

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
    boolean replicated = ManagedRedisPods.replicated(redis);
    var spec =
        new StatefulSetBuilder()
            .withMetadata(situation.meta(name(situation), Names.REDIS).build())
            .withNewSpec()
            .withReplicas(redis.podCount())
            .withServiceName(replicated ? situation.names().redisPods() : situation.names().redis())
            // After an outage of all, any of them may be the one that has to come first.
            .withPodManagementPolicy(replicated ? "Parallel" : "OrderedReady")
            .withNewSelector()
            .withMatchLabels(situation.names().selector(Names.REDIS))
            .endSelector()
            .withNewUpdateStrategy()
            .withType("RollingUpdate")
            .endUpdateStrategy()
            .withTemplate(template(situation, redis));
    if (redis.persistence().durable()) {
      spec.withVolumeClaimTemplates(
          ManagedRedisPods.claim(
              situation, redis, "data", Names.REDIS, redis.persistence().sizeOrDefault()));
    }
    return spec.endSpec().build();
  }

  private static PodTemplateSpec template(Situation situation, ManagedRedis redis) {
    boolean replicated = ManagedRedisPods.replicated(redis);
    List<Volume> volumes = new ArrayList<>();
    volumes.add(ManagedRedisPods.configVolume(situation, 0444));
    volumes.add(ManagedRedisPods.secretVolume(situation));
    if (!redis.persistence().durable()) {
      volumes.add(emptyDirectory("data"));
    }
    if (replicated) {
      volumes.add(emptyDirectory("run"));
    }
    var spec =
        new PodSpecBuilder()
            .withServiceAccountName(situation.names().service())
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(replicated ? 45L : 30L)
            .withSecurityContext(RestrictedPod.pod())
            .withImagePullSecrets(PullSecrets.of(situation))
            .withContainers(
                replicated ? replica(situation, redis) : single(situation, redis).build())
            .withVolumes(volumes);
    if (replicated) {
      spec.withAffinity(RedisSpread.affinity(situation, Names.REDIS))
          .withTopologySpreadConstraints(RedisSpread.zones(situation, Names.REDIS));
    }
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(situation.names().labels(Names.REDIS))
        .withAnnotations(Map.of(Names.CONFIG_REVISION, revision(situation, redis)))
        .endMetadata()
        .withSpec(spec.build())
        .build();
  }

  private static String revision(Situation situation, ManagedRedis redis) {
    String conf = RedisConfigDependent.conf(redis, situation);
    return Hash.of(
        ManagedRedisPods.replicated(redis)
            ? conf
                + RedisScripts.text(RedisScripts.START)
                + RedisScripts.text(RedisScripts.STOP)
                + RedisScripts.text(RedisScripts.READY)
            : conf);
  }

  private static Volume emptyDirectory(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  /** The same as a single one, started, stopped and found ready by the scripts. */
  private static Container replica(Situation situation, ManagedRedis redis) {
    List<EnvVar> env =
        new ArrayList<>(ManagedRedisPods.replicationEnv(situation, redis, Names.REDIS));
    env.add(new EnvVar("DURABLE", Boolean.toString(redis.persistence().durable()), null));
    env.add(new EnvVar("CONF", "/etc/redis/redis.conf", null));
    env.add(new EnvVar("DATA", "/data", null));
    env.add(new EnvVar("RUN", "/run/redis", null));
    return single(situation, redis)
        .withCommand("sh", "/etc/redis/" + RedisScripts.START)
        .withEnv(env)
        .addToVolumeMounts(ManagedRedisPods.mount("run", "/run/redis", false))
        .withNewLifecycle()
        .withNewPreStop()
        .withNewExec()
        .withCommand("sh", "/etc/redis/" + RedisScripts.STOP)
        .endExec()
        .endPreStop()
        .endLifecycle()
        .withReadinessProbe(
            new ProbeBuilder(ManagedRedisPods.ping(Names.REDIS_PORT, 3, 2))
                .withNewExec()
                .withCommand("sh", "/etc/redis/" + RedisScripts.READY)
                .endExec()
                .withTimeoutSeconds(5)
                .build())
        .build();
  }

  private static ContainerBuilder single(Situation situation, ManagedRedis redis) {
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
        .withLivenessProbe(ManagedRedisPods.ping(Names.REDIS_PORT, 10, LIVENESS_FAILURES))
        .withReadinessProbe(ManagedRedisPods.ping(Names.REDIS_PORT, 3, 2));
  }
}
