package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.operator.process.Hash;
import dev.realtime.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells changes of conditions as Events of the service, for {@code kubectl describe}. The same
 * change is the same Event, counted up, and told once in {@link #QUIET} at most: a service that
 * flaps fills neither etcd nor the screen.
 */
final class ConditionEvents {
  /** As client-go does: one repetition each five minutes. */
  private static final Duration QUIET = Duration.ofMinutes(5);

  private static final int REMEMBERED = 10_000;
  private static final int MAX_MESSAGE = 1024;

  /** Reason of the Event that another operator has the service. */
  private static final String LEFT_ALONE = "OtherOperator";

  /** Progress and replicas change with every rollout: those tell their story in the status. */
  private static final Set<ConditionType> TOLD =
      EnumSet.of(
          ConditionType.READY,
          ConditionType.DEGRADED,
          ConditionType.REDIS_HEALTHY,
          ConditionType.MAINTENANCE_MODE,
          ConditionType.PAUSED,
          ConditionType.REPLICAS_HELD);

  private static final Logger LOG = LoggerFactory.getLogger(ConditionEvents.class);

  /** How often an Event was told, and when last. */
  private record Told(int times, Instant last) {}

  private final InstantSource clock;
  private final Map<String, Told> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
          return size() > REMEMBERED;
        }
      };

  ConditionEvents(InstantSource clock) {
    this.clock = clock;
  }

  /** Tells what is different; a service that is new has nothing to tell but its troubles. */
  void tell(
      KubernetesClient client,
      RealtimeService service,
      RealtimeServiceStatus before,
      RealtimeServiceStatus now) {
    for (ConditionType type : TOLD) {
      Condition after = now.condition(type.word()).orElse(null);
      Condition earlier = before.condition(type.word()).orElse(null);
      if (after == null || same(earlier, after) || (earlier == null && isNormal(type, after))) {
        continue;
      }
      write(client, event(service, type, after));
    }
  }

  /** Tells, and logs, that another operator has the service. */
  void leftAlone(KubernetesClient client, RealtimeService service, String why) {
    Event event = event(service, LEFT_ALONE, LEFT_ALONE, why, true);
    if (write(client, event)) {
      LOG.warn(
          "{}/{}: {}", service.getMetadata().getNamespace(), service.getMetadata().getName(), why);
    }
  }

  private static boolean same(@org.jspecify.annotations.Nullable Condition one, Condition other) {
    return one != null
        && one.getStatus().equals(other.getStatus())
        && one.getReason().equals(other.getReason());
  }

  /** Whether that is how things should be. */
  private static boolean isNormal(ConditionType type, Condition condition) {
    return switch (type) {
      case READY, AVAILABLE, REDIS_HEALTHY, PROGRESSING -> !condition.getStatus().equals("False");
      case DEGRADED, PAUSED, REPLICAS_HELD -> !condition.getStatus().equals("True");
      // Unknown: the switch has no value that means something.
      case MAINTENANCE_MODE -> condition.getStatus().equals("False");
    };
  }

  private Event event(RealtimeService service, ConditionType type, Condition condition) {
    // A service that is not ready yet is no reason to warn: it may just be starting.
    boolean warning = type != ConditionType.READY && !isNormal(type, condition);
    return event(
        service,
        type.word() + condition.getStatus() + condition.getReason(),
        condition.getReason(),
        type.word() + " is " + condition.getStatus() + ": " + condition.getMessage(),
        warning);
  }

  /** The Event of that reason; what is the same is counted up. */
  private Event event(
      RealtimeService service, String same, String reason, String text, boolean warning) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String message = text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(service.getMetadata().getNamespace())
        .withName(
            service.getMetadata().getName() + "." + Hash.of(service.getMetadata().getUid() + same))
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(service.getApiVersion())
        .withKind(service.getKind())
        .withNamespace(service.getMetadata().getNamespace())
        .withName(service.getMetadata().getName())
        .withUid(service.getMetadata().getUid())
        .endInvolvedObject()
        .withType(warning ? "Warning" : "Normal")
        .withReason(reason)
        .withMessage(message)
        .withNewSource()
        .withComponent(Names.OPERATOR)
        .endSource()
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .build();
  }

  /** Whether it was time to tell it. */
  private boolean write(KubernetesClient client, Event event) {
    String key = event.getMetadata().getNamespace() + "/" + event.getMetadata().getName();
    int times = next(key);
    if (times == 0) {
      return false;
    }
    try {
      if (times == 1 && created(client, event)) {
        return true;
      }
      count(client, event, Math.max(2, times));
    } catch (KubernetesClientException e) {
      // The condition says the same; an Event is only the easier way to it.
      if (isTerminating(e)) {
        LOG.debug("Event {} was not written, for its namespace is being deleted", key);
      } else {
        LOG.warn("Event {} was not written", key, e);
      }
    }
    return true;
  }

  /**
   * Counts it up; Kubernetes forgets Events, after an hour by default, and then it is made anew.
   */
  private static void count(KubernetesClient client, Event event, int times) {
    try {
      client
          .resource(event)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              Serialization.asJson(
                  Map.of(
                      "count", times,
                      "message", event.getMessage(),
                      "lastTimestamp", event.getLastTimestamp())));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      client.resource(event).create();
    }
  }

  /** Whether nothing can be made any more, since the namespace is being deleted with all in it. */
  static boolean isTerminating(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  /** Which telling it is, from 1; 0: it was told a moment ago. */
  private synchronized int next(String key) {
    Instant now = clock.instant();
    Told before = told.get(key);
    if (before != null && before.last().plus(QUIET).isAfter(now)) {
      return 0;
    }
    int times = before == null ? 1 : before.times() + 1;
    told.put(key, new Told(times, now));
    return times;
  }

  /** False: it is there from before this operator's time. */
  private static boolean created(KubernetesClient client, Event event) {
    try {
      client.resource(event).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }
}
