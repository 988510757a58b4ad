package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of one service, bounded three ways: samples older than the horizon go, a series keeps
 * at most {@value #CAPACITY} samples, and a signal keeps at most {@value #MAX_INSTANCES} instances
 * (the one that was silent longest goes first). Safe for use by many threads.
 */
public final class SeriesStore {
  static final int CAPACITY = 2048;
  static final int MAX_INSTANCES = 1024;

  private final Duration horizon;
  private final Map<Signal, Map<String, ArrayDeque<Sample>>> series = new EnumMap<>(Signal.class);

  /**
   * @param horizon how far back samples are kept; at least twice the longest window asked of them
   */
  public SeriesStore(Duration horizon) {
    this.horizon = horizon;
  }

  /** Adds samples; one older than its series' newest is dropped, it came too late to be of use. */
  public synchronized void add(Collection<Sample> samples) {
    for (Sample sample : samples) {
      Map<String, ArrayDeque<Sample>> instances =
          series.computeIfAbsent(sample.signal(), _ -> new HashMap<>());
      ArrayDeque<Sample> queue =
          instances.computeIfAbsent(sample.instance(), _ -> new ArrayDeque<>());
      Sample newest = queue.peekLast();
      if (newest != null && sample.at().isBefore(newest.at())) {
        continue;
      }
      queue.addLast(sample);
      if (queue.size() > CAPACITY) {
        queue.removeFirst();
      }
      if (instances.size() > MAX_INSTANCES) {
        removeMostSilent(instances);
      }
    }
  }

  /** What is there now, without what has passed the horizon. */
  public synchronized SeriesView view(Instant now) {
    Instant oldest = now.minus(horizon);
    var copy = new EnumMap<Signal, Map<String, List<Sample>>>(Signal.class);
    series.forEach(
        (signal, instances) -> {
          instances.values().forEach(queue -> dropBefore(queue, oldest));
          instances.values().removeIf(ArrayDeque::isEmpty);
          var byInstance = new HashMap<String, List<Sample>>();
          instances.forEach((instance, queue) -> byInstance.put(instance, List.copyOf(queue)));
          copy.put(signal, Map.copyOf(byInstance));
        });
    return new SeriesView(copy);
  }

  private static void dropBefore(ArrayDeque<Sample> queue, Instant oldest) {
    for (Sample first = queue.peekFirst();
        first != null && first.at().isBefore(oldest);
        first = queue.peekFirst()) {
      queue.removeFirst();
    }
  }

  private static void removeMostSilent(Map<String, ArrayDeque<Sample>> instances) {
    String silent = null;
    Instant silentSince = Instant.MAX;
    for (var entry : instances.entrySet()) {
      Sample newest = entry.getValue().peekLast();
      if (newest == null || newest.at().isBefore(silentSince)) {
        silent = entry.getKey();
        silentSince = newest == null ? Instant.MIN : newest.at();
      }
    }
    instances.remove(silent);
  }
}
