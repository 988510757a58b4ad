package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;

/** redis.conf of the managed Redis. The password is in a file of the Secret that it includes. */
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
                    .withData(Map.of("redis.conf", conf(redis, situation)))
                    .build());
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
        %s"""
        .formatted(
            Names.REDIS_PORT,
            ManagedRedisPods.memoryBytes(situation, redis),
            redis.evictionPolicy().redisName(),
            persistence);
  }
}
