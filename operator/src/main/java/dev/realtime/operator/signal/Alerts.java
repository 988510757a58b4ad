package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Alerts that an Alertmanager has sent about one service, as far as they still fire.
 *
 * <p>Alertmanager repeats and retries, and gives its messages neither number nor signature. What
 * tells a replay is the life of an alert: one that has ended does not fire again with the same
 * beginning, and one that began long ago is no news. Safe for use by many threads.
 */
public final class Alerts {
  /** An alert that is not repeated for so long is over; Alertmanager repeats every 4 h at most. */
  static final Duration LIFE = Duration.ofHours(5);

  /** An alert that began longer ago than this is not taken for the first time. */
  static final Duration NEWS = Duration.ofHours(24);

  private static final int MAX_ENDED = 500;
  private static final int MAX_FIRING = 100;

  /** What became of an alert that was offered. */
  public enum Verdict {
    TAKEN,
    /** It has ended before, or began too long ago. */
    REPLAYED,
    /** More alerts fire than one service can have. */
    TOO_MANY
  }

  /**
   * One alert.
   *
   * @param fingerprint tells alerts apart, from Alertmanager
   */
  public record Alert(
      String fingerprint, String name, Symptom symptom, boolean firing, Instant startsAt) {}

  private record Firing(Alert alert, Instant seenAt) {}

  private final Map<String, Firing> firing = new HashMap<>();
  private final Map<String, Instant> ended = new LinkedHashMap<>();
  private final AtomicLong news = new AtomicLong();

  /** Takes an alert, or says why not. */
  public synchronized Verdict offer(Alert alert, Instant now) {
    Instant over = ended.get(alert.fingerprint());
    if (alert.firing()
        && ((over != null && !alert.startsAt().isAfter(over))
            || alert.startsAt().isBefore(now.minus(NEWS)))) {
      return Verdict.REPLAYED;
    }
    if (alert.firing()) {
      if (firing.size() >= MAX_FIRING && !firing.containsKey(alert.fingerprint())) {
        return Verdict.TOO_MANY;
      }
      firing.put(alert.fingerprint(), new Firing(alert, now));
      news.incrementAndGet();
      return Verdict.TAKEN;
    }
    firing.remove(alert.fingerprint());
    news.incrementAndGet();
    ended.remove(alert.fingerprint());
    ended.put(alert.fingerprint(), alert.startsAt());
    if (ended.size() > MAX_ENDED) {
      Iterator<String> oldest = ended.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return Verdict.TAKEN;
  }

  /** How often an alert was taken. */
  long news() {
    return news.get();
  }

  /** For each symptom that an alert speaks of, the name of one such alert. */
  public synchronized Map<Symptom, String> firing(Instant now) {
    firing.values().removeIf(it -> it.seenAt().plus(LIFE).isBefore(now));
    var bySymptom = new EnumMap<Symptom, String>(Symptom.class);
    firing.values().forEach(it -> bySymptom.put(it.alert().symptom(), it.alert().name()));
    return Map.copyOf(bySymptom);
  }
}
