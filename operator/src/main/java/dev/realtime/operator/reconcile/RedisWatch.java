package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.redis.ExternalRedis;
import dev.realtime.api.v1alpha1.redis.RedisSpec;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisSightings;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the samplers see of each Redis, on its way into the status and the metrics. A reconcile
 * takes what is there and waits for nothing; one is asked for when the status would be another.
 */
public final class RedisWatch implements RedisSightings, MeterBinder {
  /** Samplers read every few seconds; one that has not for so long is not at work. */
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  private final Map<ResourceID, Sighting> sightings = new ConcurrentHashMap<>();
  private final RedisMeters meters = new RedisMeters();
  private final Events events = new Events(this::forget);
  private final Consumer<ResourceID> changed;
  private volatile Predicate<ResourceID> exists = _ -> true;

  private record Sighting(
      String uid,
      @Nullable ExternalRedis where,
      RedisAssessment assessment,
      RedisStatus status,
      Instant at) {
    /** Whether it is of this resource, not of an earlier one of its name or another Redis. */
    boolean of(RealtimeService service) {
      return uid.equals(uid(service)) && Objects.equals(where, RedisWatch.where(service));
    }

    static String uid(RealtimeService service) {
      return String.valueOf(service.getMetadata().getUid());
    }
  }

  /** Hears of services that are deleted, too. */
  private static final class Events extends SimpleInboundEventSource<RealtimeService>
      implements ResourceEventAware<RealtimeService> {
    private final Consumer<ResourceID> deleted;

    Events(Consumer<ResourceID> deleted) {
      super("redis");
      this.deleted = deleted;
    }

    @Override
    public void onResourceDeleted(RealtimeService service) {
      deleted.accept(ResourceID.fromResource(service));
    }
  }

  /** One that has seen nothing. */
  public RedisWatch() {
    this.changed = events::propagateEvent;
  }

  /**
   * The same for tests.
   *
   * @param changed told of services whose status is to be written
   */
  RedisWatch(Consumer<ResourceID> changed) {
    this.changed = changed;
  }

  /**
   * Readings of services that are gone are dropped from now on: a sampler may be in the middle of
   * one while its service is deleted.
   *
   * @param exists whether there is such a service
   */
  void among(Predicate<ResourceID> exists) {
    this.exists = exists;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    meters.bindTo(registry);
  }

  @Override
  public void seen(RealtimeService service, Fact<RedisFact> fact) {
    ResourceID id = ResourceID.fromResource(service);
    if (!exists.test(id)) {
      return;
    }
    Sighting before = sightings.get(id);
    RedisAssessment assessment =
        before == null || !before.of(service) ? new RedisAssessment() : before.assessment;
    RedisStatus status = assessment.of(fact);
    sightings.put(
        id, new Sighting(Sighting.uid(service), where(service), assessment, status, fact.at()));
    meters.seen(id, status.verdict(), fact);
    if (before == null || !status.equals(before.status)) {
      changed.accept(id);
    }
  }

  /** The status of the service's Redis as last seen. */
  RedisStatus of(RealtimeService service, Instant now) {
    if (service.getSpec().redis() == null) {
      return new RedisStatus(RedisVerdict.NONE, null, null, null, null, List.of());
    }
    Sighting sighting = sightings.get(ResourceID.fromResource(service));
    if (sighting == null || !sighting.of(service)) {
      return unknown("Redis has not been measured yet");
    }
    return sighting.at.plus(MAX_AGE).isBefore(now)
        ? unknown("Redis has not been measured for more than %d s".formatted(MAX_AGE.toSeconds()))
        : sighting.status;
  }

  /** Nothing is kept of a service that is gone. */
  void forget(ResourceID id) {
    sightings.remove(id);
    meters.forget(id);
  }

  EventSource<?, RealtimeService> events() {
    return events;
  }

  private static RedisStatus unknown(String why) {
    return new RedisStatus(RedisVerdict.UNKNOWN, why, null, null, null, List.of());
  }

  private static @Nullable ExternalRedis where(RealtimeService service) {
    RedisSpec redis = service.getSpec().redis();
    return redis == null ? null : redis.external();
  }
}
