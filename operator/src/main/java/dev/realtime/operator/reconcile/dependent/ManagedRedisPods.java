package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.api.v1alpha1.redis.RedisTopology;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import dev.realtime.operator.reconcile.config.RedisSection;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What pods of the managed Redis and of its Sentinels have in common. */
final class ManagedRedisPods {
  private static final long MEBIBYTE = 1L << 20;

  private ManagedRedisPods() {}

  /** The managed Redis of the spec; empty where the service has none. */
  static Optional<ManagedRedis> of(Situation situation) {
    return Optional.ofNullable(situation.spec().redis()).map(redis -> redis.managed());
  }

  /** The same, where it is a replicated one. */
  static Optional<ManagedRedis> replicated(Situation situation) {
    return of(situation).filter(ManagedRedisPods::replicated);
  }

  static boolean replicated(ManagedRedis redis) {
    return redis.topology() == RedisTopology.REPLICATED;
  }

  /** maxmemory in bytes: the spec's, or what the runbook has raised it to. */
  static long memoryBytes(Situation situation, ManagedRedis redis) {
    long wanted = bytes(redis.memory());
    var override = situation.overrides().redisMemory();
    return override == null ? wanted : Math.max(wanted, bytes(override.memory()));
  }

  /**
   * Half as much again as maxmemory: copy-on-write while the append-only file is rewritten, buffers
   * of clients and replicas, fragmentation; at least 32 MiB for Redis itself.
   */
  static ResourceRequirements resources(Situation situation, ManagedRedis redis) {
    long bytes = memoryBytes(situation, redis);
    long limit = bytes + Math.max(bytes / 2, 32 * MEBIBYTE);
    Quantity memory = new Quantity(((limit + MEBIBYTE - 1) / MEBIBYTE) + "Mi");
    return new ResourceRequirementsBuilder()
        .withRequests(Map.of("cpu", redis.cpu(), "memory", memory))
        .withLimits(Map.of("memory", memory))
        .build();
  }

  /** So that redis-cli in the pod, and the probes, need no password on a command line. */
  static EnvVar cliPassword(Situation situation) {
    return new EnvVarBuilder()
        .withName("REDISCLI_AUTH")
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(situation.names().redis())
        .withKey("password")
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  static Probe ping(int port, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewExec()
        .withCommand("sh", "-c", "test \"$(timeout 2 redis-cli -p " + port + " ping)\" = PONG")
        .endExec()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(3)
        .withFailureThreshold(failures)
        .build();
  }

  static Volume configVolume(Situation situation, int mode) {
    return new VolumeBuilder()
        .withName("config")
        .withConfigMap(
            new ConfigMapVolumeSourceBuilder()
                .withName(situation.names().redis())
                .withDefaultMode(mode)
                .build())
        .build();
  }

  static Volume secretVolume(Situation situation) {
    return new VolumeBuilder()
        .withName("secret")
        .withNewSecret()
        .withSecretName(situation.names().redis())
        .withDefaultMode(0440)
        .endSecret()
        .build();
  }

  static VolumeMount mount(String name, String path, boolean readOnly) {
    var mount = new VolumeMountBuilder().withName(name).withMountPath(path);
    if (readOnly) {
      mount.withReadOnly(true);
    }
    return mount.build();
  }

  /** What the scripts of a replicated Redis are told, see there. */
  static List<EnvVar> replicationEnv(Situation situation, ManagedRedis redis, String component) {
    boolean sentinel = component.equals(Names.SENTINEL);
    String me =
        "$(POD_NAME)."
            + (sentinel ? situation.names().sentinel() : situation.names().redisPods())
            + "."
            + situation.namespace()
            + ".svc:"
            + (sentinel ? Names.SENTINEL_PORT : Names.REDIS_PORT);
    int majority = redis.sentinelCount() / 2 + 1;
    return List.of(
        cliPassword(situation),
        new EnvVarBuilder()
            .withName("POD_NAME")
            .withNewValueFrom()
            .withNewFieldRef("v1", "metadata.name")
            .endValueFrom()
            .build(),
        new EnvVar("ME", me, null),
        new EnvVar("REDISES", String.join(" ", redisAddresses(situation, redis)), null),
        new EnvVar(
            "SENTINELS",
            String.join(
                " ", RedisSection.addresses(redis, situation.namespace(), situation.names())),
            null),
        new EnvVar("QUORUM", Integer.toString(majority), null),
        new EnvVar("MASTER_NAME", RedisSection.MASTER_NAME, null));
  }

  /** host:port of each pod of a replicated Redis. */
  private static List<String> redisAddresses(Situation situation, ManagedRedis redis) {
    Names names = situation.names();
    return IntStream.range(0, redis.podCount())
        .mapToObj(
            index ->
                "%s-%d.%s.%s.svc:%d"
                    .formatted(
                        names.redis(),
                        index,
                        names.redisPods(),
                        situation.namespace(),
                        Names.REDIS_PORT))
        .toList();
  }

  /** A volume of its own for each pod. */
  static PersistentVolumeClaim claim(
      Situation situation, ManagedRedis redis, String name, String component, Quantity size) {
    var claim =
        new PersistentVolumeClaimBuilder()
            .withApiVersion("v1")
            .withKind("PersistentVolumeClaim")
            .withNewMetadata()
            .withName(name)
            .withLabels(situation.names().labels(component))
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .withRequests(Map.of("storage", size))
            .endResources();
    if (redis.persistence().storageClassName() != null) {
      claim.withStorageClassName(redis.persistence().storageClassName());
    }
    return claim.endSpec().build();
  }

  private static long bytes(Quantity quantity) {
    return Quantity.getAmountInBytes(quantity).max(BigDecimal.ZERO).longValue();
  }
}
