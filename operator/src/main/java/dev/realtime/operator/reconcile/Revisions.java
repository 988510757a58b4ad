package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.redis.RedisSpec;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.api.v1alpha1.status.RevisionStatus;
import dev.realtime.operator.process.Hash;
import dev.realtime.operator.reconcile.dependent.ConfigSnapshotDependent;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.Conditions;
import dev.realtime.operator.status.Verdict.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Revisions: an image with a configuration. The one in use is in the status, the newest one that
 * was healthy for its time as last known good. Their configurations are kept as immutable
 * ConfigMaps, with the last few others for people.
 */
final class Revisions {
  private static final int KEPT = 5;

  private Revisions() {}

  /** The revision in use; its time is that of its first reconcile. */
  static RevisionStatus current(Situation situation, Instant now) {
    String configuration = situation.names().configSnapshot(situation.lasting().hash());
    String name = Hash.of(situation.serverImage() + "\n" + situation.lasting().hash());
    RevisionStatus before = situation.service().statusOrEmpty().revision();
    return before != null && before.revision().equals(name)
        ? before
        : new RevisionStatus(
            name, situation.serverImage(), configuration, now.truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * How long until the revision in use counts as good.
   *
   * @param conditions how the service is now
   * @return zero or less: it is good now; null: the time does not run
   */
  static @Nullable Duration untilGood(
      Situation situation, RevisionStatus current, List<Condition> conditions, Instant now) {
    RealtimeServiceStatus status = situation.service().statusOrEmpty();
    RedisSpec redis = situation.spec().redis();
    Instant healthySince = healthySince(conditions, redis != null && redis.external() != null);
    // What the runbook renders in the spec's place is good already, or is being tried; and what it
    // relieves is not seen at work.
    if (healthySince == null
        || situation.overrides().revision() != null
        || !situation.overrides().proxies().isEmpty()
        || status.incident() != null
        || suspected(status)) {
      return null;
    }
    Instant since =
        healthySince.isAfter(current.recordedAt()) ? healthySince : current.recordedAt();
    return Duration.between(now, since.plusSeconds(situation.spec().rollout().healthySeconds()));
  }

  /**
   * Since when the service has been rolled out and ready, with a Redis that answers; null: it is
   * not. Servers start without Redis and are ready without it, so that only the Redis itself proves
   * that its address and password are right: an external one that cannot be measured proves
   * nothing. Of a managed one those are the operator's own, and its pods are part of Ready.
   *
   * @param externalRedis whether the spec says where Redis is
   */
  static @Nullable Instant healthySince(List<Condition> conditions, boolean externalRedis) {
    Instant ready = Conditions.since(ConditionType.READY, Truth.TRUE, conditions).orElse(null);
    if (ready == null
        || Conditions.since(ConditionType.PROGRESSING, Truth.FALSE, conditions).isEmpty()) {
      return null;
    }
    Optional<Instant> answers =
        Conditions.since(ConditionType.REDIS_HEALTHY, Truth.TRUE, conditions);
    if (answers.isPresent()) {
      return answers.filter(since -> since.isAfter(ready)).orElse(ready);
    }
    boolean unknown =
        Conditions.since(ConditionType.REDIS_HEALTHY, Truth.UNKNOWN, conditions).isPresent();
    return unknown && !externalRedis ? ready : null;
  }

  /**
   * A configuration that running servers take over leaves them ready, however many requests fail
   * from then on; until the hold time is over that is a suspicion, and no proof of health.
   */
  static boolean suspected(RealtimeServiceStatus status) {
    return status.symptoms() != null
        && status.symptoms().stream()
            .anyMatch(
                symptom -> symptom.phase() == SymptomPhase.SUSPECT || symptom.phase().active());
  }

  /** Removes snapshots that nothing refers to, but for the newest ones. */
  static void prune(Situation situation, Objects objects, @Nullable RevisionStatus good) {
    Set<String> used = new HashSet<>();
    used.add(situation.names().configSnapshot(situation.lasting().hash()));
    if (good != null) {
      used.add(good.configuration());
    }
    var override = situation.overrides().revision();
    if (override != null && override.configuration() != null) {
      used.add(override.configuration());
    }
    List<ConfigMap> snapshots =
        objects
            .list(
                ConfigMap.class,
                map ->
                    map.getMetadata().getLabels().containsKey(ConfigSnapshotDependent.LABEL)
                        && objects.ours(map))
            .stream()
            .filter(map -> !used.contains(map.getMetadata().getName()))
            .sorted(
                Comparator.comparing((ConfigMap map) -> map.getMetadata().getCreationTimestamp())
                    .reversed())
            .toList();
    snapshots.stream().skip(KEPT).forEach(objects::delete);
  }
}
