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
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the samplers see of each Redis, on its way into the status. A reconcile takes what is there
 * and waits for nothing; one is asked for when the status would be another.
 */
public final class RedisWatch implements RedisSightings {
  /** Samplers read every few seconds; one that has not for so long is not at work. */
  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  private final Map<ResourceID, Sighting> sightings = new ConcurrentHashMap<>();
  private final SimpleInboundEventSource<RealtimeService> events =
      new SimpleInboundEventSource<>("redis");

  private record Sighting(
      @Nullable ExternalRedis where, RedisAssessment assessment, RedisStatus status, Instant at) {}

  @Override
  public void seen(RealtimeService service, Fact<RedisFact> fact) {
    ResourceID id = ResourceID.fromResource(service);
    ExternalRedis where = where(service);
    Sighting before = sightings.get(id);
    RedisAssessment assessment =
        before == null || !java.util.Objects.equals(before.where, where)
            ? new RedisAssessment()
            : before.assessment;
    RedisStatus status = assessment.of(fact);
    sightings.put(id, new Sighting(where, assessment, status, fact.at()));
    if (before == null || !status.equals(before.status)) {
      events.propagateEvent(id);
    }
  }

  /** The status of the service's Redis as last seen. */
  RedisStatus of(RealtimeService service, Instant now) {
    if (service.getSpec().redis() == null) {
      return new RedisStatus(RedisVerdict.NONE, null, null, null, null, List.of());
    }
    Sighting sighting = sightings.get(ResourceID.fromResource(service));
    if (sighting == null || !java.util.Objects.equals(sighting.where, where(service))) {
      return unknown("Redis has not been measured yet");
    }
    return sighting.at.plus(MAX_AGE).isBefore(now)
        ? unknown("Redis has not been measured for more than %d s".formatted(MAX_AGE.toSeconds()))
        : sighting.status;
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
