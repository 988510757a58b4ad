package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.operator.status.ConditionType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often a status is written. What has changed in kind is written at once; how far something has
 * come, once in {@link #STEP}: a service that is made or rolled out would otherwise be written for
 * every step of every pod, and of all that the operator asks of the API server, a status is the
 * most expensive.
 */
final class StatusPace {
  static final Duration STEP = Duration.ofSeconds(3);

  private static final int PRUNED_FROM = 1_000;

  private final InstantSource clock;
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  StatusPace(InstantSource clock) {
    this.clock = clock;
  }

  /** Something of the service's status was written now. */
  void wrote(RealtimeService service) {
    Instant now = clock.instant();
    if (written.size() >= PRUNED_FROM) {
      written.values().removeIf(at -> !at.plus(STEP).isAfter(now));
    }
    written.put(service.getMetadata().getUid(), now);
  }

  /** How long a change has to wait; zero: it is to be written now. */
  Duration wait(
      RealtimeService service, RealtimeServiceStatus before, RealtimeServiceStatus after) {
    Instant last = written.get(service.getMetadata().getUid());
    if (last == null || !onlySteps(before, after)) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), last.plus(STEP));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Whether a new service is only not ready yet, or only figures have changed. */
  private static boolean onlySteps(RealtimeServiceStatus before, RealtimeServiceStatus after) {
    if (before.conditions().isEmpty()) {
      return !after.isTrue(ConditionType.READY.word())
          && !after.isTrue(ConditionType.DEGRADED.word());
    }
    return kinds(before).equals(kinds(after))
        && Objects.equals(before.observedGeneration(), after.observedGeneration())
        && Objects.equals(before.selector(), after.selector())
        && Objects.equals(before.scale(), after.scale())
        && Objects.equals(before.redis(), after.redis())
        && Objects.equals(before.revision(), after.revision())
        && Objects.equals(before.lastKnownGood(), after.lastKnownGood());
  }

  private static List<String> kinds(RealtimeServiceStatus status) {
    return status.conditions().stream()
        .map(each -> each.getType() + each.getStatus() + each.getReason())
        .toList();
  }
}
