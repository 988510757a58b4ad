package dev.realtime.operator.signal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An immutable view of the series of a service.
 *
 * @param samples by signal and instance, oldest first
 */
public record SeriesView(Map<Signal, Map<String, List<Sample>>> samples) {
  public SeriesView {
    samples = Map.copyOf(samples);
  }

  /** What a signal was read from. */
  public Set<String> instances(Signal signal) {
    return samples.getOrDefault(signal, Map.of()).keySet();
  }

  /** The samples of one instance, oldest first. */
  public List<Sample> of(Signal signal, String instance) {
    return samples.getOrDefault(signal, Map.of()).getOrDefault(instance, List.of());
  }

  /** The samples of one instance not older than a moment, oldest first. */
  public List<Sample> of(Signal signal, String instance, Instant from) {
    List<Sample> all = of(signal, instance);
    int first = all.size();
    while (first > 0 && !all.get(first - 1).at().isBefore(from)) {
      first--;
    }
    return all.subList(first, all.size());
  }

  /** No series at all. */
  public static SeriesView empty() {
    return new SeriesView(Map.of());
  }
}
