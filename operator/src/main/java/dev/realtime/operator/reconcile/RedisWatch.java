package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.redis.ExternalRedis;
import dev.realtime.api.v1alpha1.redis.RedisSpec;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.operator.process.Rounds;
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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the samplers see of each Redis, on its way into the status and the metrics. A reconcile
 * takes what is there and waits for nothing; one is asked for when the status would be another. A
 * leader that has not looked yet lets stand what the one before it has written.
 */
public final class RedisWatch implements RedisSightings, MeterBinder {
  /** Samplers read every few seconds; one that has not for so long is not at work. */
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  private static final Duration AGE_CHECK = Duration.ofSeconds(15);

  private final Map<ResourceID, Sighting> sightings = new ConcurrentHashMap<>();

  private final RedisMeters meters = new RedisMeters();
  private final Map<ResourceID, Taken> taken = new ConcurrentHashMap<>();
  private final Events events = new Events(this::forget, () -> age(Instant.now()));
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

  /**
   * What the last reconcile took.
   *
   * @param until when it has to be taken anew if there is no newer reading
   * @param told whether a reconcile has been asked for, for its age
   */
  private record Taken(RedisStatus status, Instant until, boolean told) {
    Taken(RedisStatus status, Instant until) {
      this(status, until, false);
    }
  }

  /** Hears of services that are deleted, too. */
  private static final class Events extends SimpleInboundEventSource<RealtimeService>
      implements ResourceEventAware<RealtimeService> {
    private final Consumer<ResourceID> deleted;
    private final Runnable age;
    private @Nullable Rounds rounds;

    Events(Consumer<ResourceID> deleted, Runnable age) {
      super("redis");
      this.deleted = deleted;
      this.age = age;
    }

    @Override
    public void start() {
      super.start();
      rounds = Rounds.later("redis-age", AGE_CHECK, age);
    }

    @Override
    public void stop() {
      super.stop();
      if (rounds != null) {
        rounds.close();
      }
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
        before != null && before.of(service) ? before.assessment : first(before, service);
    RedisStatus status = assessment.of(fact);
    sightings.put(
        id, new Sighting(Sighting.uid(service), where(service), assessment, status, fact.at()));
    meters.seen(id, status.verdict(), fact);
    Taken last = taken.get(id);
    boolean news = before == null || !status.equals(before.status);
    if (news && (last == null || !status.equals(last.status))) {
      changed.accept(id);
    }
  }

  private static RedisAssessment first(@Nullable Sighting before, RealtimeService service) {
    return new RedisAssessment(before == null ? service.statusOrEmpty().redis() : null);
  }

  /** The status of the service's Redis as last seen. */
  RedisStatus of(RealtimeService service, Instant now) {
    ResourceID id = ResourceID.fromResource(service);
    if (service.getSpec().redis() == null) {
      taken.remove(id);
      return RedisStatus.only(RedisVerdict.NONE, null);
    }
    Sighting sighting = sightings.get(id);
    if (sighting == null) {
      return notLookedYet(id, service, now);
    }
    RedisStatus status =
        !sighting.of(service)
            ? unknown("Redis has not been measured yet")
            : sighting.at.plus(MAX_AGE).isBefore(now)
                ? unknown(
                    "Redis has not been measured for more than %d s".formatted(MAX_AGE.toSeconds()))
                : sighting.status;
    taken.put(id, new Taken(status, sighting.at.plus(MAX_AGE)));
    return status;
  }

  /** What is written stands for a while, if it is about this generation and so this Redis. */
  private RedisStatus notLookedYet(ResourceID id, RealtimeService service, Instant now) {
    RealtimeServiceStatus written = service.statusOrEmpty();
    Taken first = taken.get(id);
    Instant until = first == null ? now.plus(MAX_AGE) : first.until;
    RedisStatus before = written.redis();
    boolean stands =
        before != null
            && before.verdict() != RedisVerdict.NONE
            && Objects.equals(written.observedGeneration(), service.getMetadata().getGeneration())
            && !until.isBefore(now);
    RedisStatus status =
        before != null && stands ? before : unknown("Redis has not been measured yet");
    taken.put(id, new Taken(status, until));
    return status;
  }

  /** Asks for a reconcile of each service whose status is older than its readings may be. */
  void age(Instant now) {
    taken.keySet().removeIf(id -> !exists.test(id));
    taken.forEach(
        (id, last) -> {
          Sighting sighting = sightings.get(id);
          Instant until = sighting == null ? last.until : sighting.at.plus(MAX_AGE);
          boolean due = until.isBefore(now) && last.status.verdict() != RedisVerdict.UNKNOWN;
          if (due && !last.told && taken.replace(id, last, new Taken(last.status, until, true))) {
            changed.accept(id);
          }
        });
  }

  /** Nothing is kept of a service that is gone. */
  void forget(ResourceID id) {
    sightings.remove(id);
    taken.remove(id);
    meters.forget(id);
  }

  EventSource<?, RealtimeService> events() {
    return events;
  }

  private static RedisStatus unknown(String why) {
    return RedisStatus.only(RedisVerdict.UNKNOWN, why);
  }

  private static @Nullable ExternalRedis where(RealtimeService service) {
    RedisSpec redis = service.getSpec().redis();
    return redis == null ? null : redis.external();
  }
}
