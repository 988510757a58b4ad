package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series of one service, bounded three ways: samples older than the horizon go, a series keeps
 * at most {@value Retention#CAPACITY} samples, and a signal keeps at most {@value #MAX_INSTANCES}
 * instances (the one that was silent longest goes first). Safe for use by many threads.
 */
public final class SeriesStore {
  static final int MAX_INSTANCES = 1024;

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  private final Retention retention;
  private final Map<Signal, Map<String, Column>> series = new EnumMap<>(Signal.class);
  private Instant swept = Instant.MIN;

  /**
   * Keeps every sample.
   *
   * @param horizon how far back samples are kept; at least twice the longest window asked of them
   */
  public SeriesStore(Duration horizon) {
    this(horizon, horizon);
  }

  /**
   * Keeps every sample for a while, and some of the older ones.
   *
   * @param horizon how far back samples are kept
   * @param dense how far back every sample is kept; at least twice the longest window of detection
   */
  public SeriesStore(Duration horizon, Duration dense) {
    this.retention = new Retention(horizon, dense);
  }

  /**
   * Adds samples; one older than its series' newest is dropped, it came too late to be of use.
   *
   * @return whether any says something else than the one before it
   */
  public synchronized boolean add(Collection<Sample> samples) {
    boolean news = false;
    for (Sample sample : samples) {
      Map<String, Column> instances = series.computeIfAbsent(sample.signal(), _ -> new HashMap<>());
      news |=
          instances
              .computeIfAbsent(sample.instance(), _ -> new Column())
              .add(sample.at(), sample.reading(), retention);
      if (instances.size() > MAX_INSTANCES) {
        removeMostSilent(instances);
      }
    }
    return news;
  }

  /** What is there now, without what has passed the horizon. */
  public synchronized SeriesView view(Instant now) {
    if (swept.equals(Instant.MIN) || !now.isBefore(swept.plus(SWEEP_EVERY))) {
      swept = now;
      series
          .values()
          .forEach(
              instances -> {
                instances.values().forEach(column -> column.tidy(now, retention));
                instances.values().removeIf(Column::isEmpty);
              });
    }
    return new SeriesView(this, now);
  }

  synchronized Set<String> instances(Signal signal) {
    return Set.copyOf(series.getOrDefault(signal, Map.of()).keySet());
  }

  synchronized List<Sample> samples(
      Signal signal, String instance, Instant from, Instant to, boolean before) {
    Column column = series.getOrDefault(signal, Map.of()).get(instance);
    return column == null ? List.of() : column.samples(signal, instance, from, to, before);
  }

  private static void removeMostSilent(Map<String, Column> instances) {
    String silent = null;
    Instant silentSince = Instant.MAX;
    for (var entry : instances.entrySet()) {
      Instant newest = entry.getValue().newest();
      if (newest.isBefore(silentSince)) {
        silent = entry.getKey();
        silentSince = newest;
      }
    }
    instances.remove(silent);
  }
}
