package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.redis.ExternalRedis;
import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.api.v1alpha1.redis.RedisMode;
import dev.realtime.api.v1alpha1.redis.RedisSpec;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.operator.signal.RedisFact.Persistence;
import dev.realtime.operator.signal.RedisReader;
import dev.realtime.operator.signal.RedisTarget;
import dev.realtime.operator.signal.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sampler of the Redis behind a service, managed or not. */
final class RedisSamplers {
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  /** Name under which the Sentinels of a managed Redis know its master. */
  private static final String MASTER = "realtime";

  private RedisSamplers() {}

  static Optional<Sampler> of(
      RealtimeService service, ServicePods pods, Secrets secrets, Duration interval) {
    RedisSpec redis = service.getSpec().redis();
    if (redis == null) {
      return Optional.empty();
    }
    if (redis.external() != null) {
      ExternalRedis external = redis.external();
      return Optional.of(
          new RedisReader(
              false,
              () -> target(external, secrets),
              List::of,
              new Persistence(false, false, false, false, 0),
              interval));
    }
    ManagedRedis managed = redis.managed();
    if (managed == null) {
      return Optional.empty();
    }
    boolean durable = managed.persistence().durable();
    return Optional.of(
        new RedisReader(
            true,
            () -> target(service, managed, secrets),
            pods::redis,
            new Persistence(durable, durable, false, false, 0),
            interval));
  }

  private static RedisTarget target(RealtimeService service, ManagedRedis redis, Secrets secrets) {
    String name = service.getMetadata().getName();
    String suffix = "." + service.getMetadata().getNamespace() + ".svc:";
    boolean sentinels = redis.sentinelCount() > 0;
    String password =
        secrets
            .find(new SecretKey(name + "-redis", "password"))
            .orElseThrow(
                () -> new IllegalStateException("there is no Secret " + name + "-redis yet"));
    return new RedisTarget(
        List.of(
            sentinels
                ? name + "-sentinel" + suffix + SENTINEL_PORT
                : name + "-redis" + suffix + PORT),
        sentinels ? MASTER : null,
        null,
        password,
        sentinels ? password : null,
        false);
  }

  /** Of several standalone Redis, and of a cluster, the first address stands for all. */
  private static RedisTarget target(ExternalRedis redis, Secrets secrets) {
    return new RedisTarget(
        redis.addresses(),
        redis.mode() == RedisMode.SENTINEL ? redis.masterName() : null,
        redis.username(),
        value(secrets, redis.password()),
        value(secrets, redis.sentinelPassword()),
        redis.tls() != null);
  }

  private static @Nullable String value(Secrets secrets, @Nullable SecretKey key) {
    if (key == null) {
      return null;
    }
    return secrets
        .find(key)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there is no key " + key.key() + " in Secret " + key.name()));
  }
}
