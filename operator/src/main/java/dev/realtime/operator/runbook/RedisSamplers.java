package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.redis.ExternalRedis;
import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.api.v1alpha1.redis.RedisMode;
import dev.realtime.api.v1alpha1.redis.RedisSpec;
import dev.realtime.api.v1alpha1.redis.RedisTls;
import dev.realtime.api.v1alpha1.runbook.Check;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.config.RedisSection;
import dev.realtime.operator.reconcile.config.SecretFiles;
import dev.realtime.operator.signal.PersistenceNote;
import dev.realtime.operator.signal.RedisFact.Persistence;
import dev.realtime.operator.signal.RedisReader;
import dev.realtime.operator.signal.RedisSightings;
import dev.realtime.operator.signal.RedisTarget;
import dev.realtime.operator.signal.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sampler of the Redis behind a service, managed or not. */
final class RedisSamplers {
  private RedisSamplers() {}

  static Optional<Sampler> of(
      RealtimeService service,
      RealtimeServiceStatus written,
      ServicePods pods,
      Secrets secrets,
      Duration interval,
      RedisSightings sightings) {
    RedisSpec redis = service.getSpec().redis();
    if (redis == null) {
      return Optional.empty();
    }
    if (redis.external() != null) {
      ExternalRedis external = redis.external();
      return Optional.of(
          new RedisReader(
              false,
              () -> target(external, secrets, channel(service, redis)),
              List::of,
              null,
              null,
              interval,
              fact -> sightings.seen(service, fact)));
    }
    ManagedRedis managed = redis.managed();
    if (managed == null) {
      return Optional.empty();
    }
    return Optional.of(
        new RedisReader(
            true,
            () -> target(service, managed, secrets, channel(service, redis)),
            pods::redis,
            remembered(written, managed.persistence().durable()),
            managed.podCount() - 1,
            interval,
            fact -> sightings.seen(service, fact)));
  }

  /**
   * What the last look of all came to, this leader's or that of the one before. A Redis that nobody
   * has seen answer is not taken for one that keeps what it is told because the spec says so.
   *
   * @param durable whether it is to keep it
   * @return null: not known
   */
  static @Nullable Persistence remembered(RealtimeServiceStatus written, boolean durable) {
    List<ChecklistItem> checklist = written.checklist() == null ? List.of() : written.checklist();
    return checklist.stream()
        .filter(item -> item.check() == Check.REDIS)
        .flatMap(item -> PersistenceNote.in(item.evidence()).stream())
        .map(
            last ->
                new Persistence(
                    last.appendOnly() && durable,
                    last.appendOnlyOk() && durable,
                    last.snapshotOk(),
                    last.loading(),
                    last.keys()))
        .findFirst()
        .orElse(null);
  }

  private static RedisTarget target(
      RealtimeService service, ManagedRedis redis, Secrets secrets, String channel) {
    Names names = new Names(service.getMetadata().getName());
    boolean sentinels = redis.sentinelCount() > 0;
    String password =
        secrets
            .find(new SecretKey(names.redis(), SecretFiles.PASSWORD))
            .orElseThrow(
                () -> new IllegalStateException("there is no Secret " + names.redis() + " yet"));
    return new RedisTarget(
        RedisSection.addresses(redis, service.getMetadata().getNamespace(), names),
        sentinels ? RedisSection.MASTER_NAME : null,
        null,
        password,
        sentinels ? password : null,
        null,
        channel);
  }

  private static RedisTarget target(ExternalRedis redis, Secrets secrets, String channel) {
    return new RedisTarget(
        redis.addresses(),
        redis.mode() == RedisMode.SENTINEL ? redis.masterName() : null,
        redis.username(),
        value(secrets, redis.password()),
        value(secrets, redis.sentinelPassword()),
        tls(redis.tls(), secrets),
        channel);
  }

  private static RedisTarget.@Nullable Tls tls(@Nullable RedisTls tls, Secrets secrets) {
    if (tls == null) {
      return null;
    }
    String own = tls.clientCertificate();
    return new RedisTarget.Tls(
        value(secrets, tls.ca()),
        own == null ? null : value(secrets, new SecretKey(own, "tls.crt")),
        own == null ? null : value(secrets, new SecretKey(own, "tls.key")));
  }

  /** Below the service's own prefix, where its user may publish. */
  private static String channel(RealtimeService service, RedisSpec redis) {
    return RedisSection.prefix(
            redis, service.getMetadata().getNamespace(), new Names(service.getMetadata().getName()))
        + ":operator-probe";
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
