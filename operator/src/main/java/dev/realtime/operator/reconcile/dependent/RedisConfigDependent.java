package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * redis.conf of the managed Redis, and the scripts of a replicated one. The password is in a file
 * of the Secret that it includes.
 */
public final class RedisConfigDependent implements Dependent<ConfigMap> {
  @Override
  public Class<ConfigMap> type() {
    return ConfigMap.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().redis();
  }

  @Override
  public Optional<ConfigMap> desired(Situation situation) {
    return ManagedRedisPods.of(situation)
        .map(
            redis ->
                new ConfigMapBuilder()
                    .withMetadata(situation.meta(name(situation), Names.REDIS).build())
                    .withData(data(redis, situation))
                    .build());
  }

  private static Map<String, String> data(ManagedRedis redis, Situation situation) {
    Map<String, String> data = new TreeMap<>();
    if (ManagedRedisPods.replicated(redis)) {
      data.putAll(RedisScripts.all());
    }
    data.put("redis.conf", conf(redis, situation));
    return data;
  }

  static String conf(ManagedRedis redis, Situation situation) {
    String persistence =
        redis.persistence().durable()
            ? "appendonly yes\nappendfsync everysec\n"
            : "appendonly no\n";
    return """
        port %d
        dir /data
        protected-mode no
        save ""
        maxmemory %d
        maxmemory-policy %s
        # Commands above 10 ms are kept for diagnosis; events above 100 ms for LATENCY.
        slowlog-log-slower-than 10000
        slowlog-max-len 128
        latency-monitor-threshold 100
        tcp-keepalive 60
        # Subscribers of pub/sub that do not read are let go before they eat the memory of others.
        client-output-buffer-limit pubsub 64mb 32mb 30
        include /etc/redis-secret/auth.conf
        %s%s"""
        .formatted(
            Names.REDIS_PORT,
            ManagedRedisPods.memoryBytes(situation, redis),
            redis.evictionPolicy().redisName(),
            persistence,
            ManagedRedisPods.replicated(redis) ? replication(redis) : "");
  }

  private static String replication(ManagedRedis redis) {
    String common =
        """
        repl-backlog-size 16mb
        repl-diskless-sync yes
        repl-diskless-sync-delay 0
        """;
    // A master cut off from everybody must not go on taking writes that are lost in the end. With a
    // single replica that would turn the loss of a replica into an outage.
    return redis.podCount() < 3
        ? common
        : common + "min-replicas-to-write 1\nmin-replicas-max-lag 10\n";
  }
}
