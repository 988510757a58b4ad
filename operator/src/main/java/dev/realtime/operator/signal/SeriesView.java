package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series of a service up to a moment. Nothing is copied until it is asked for: a look that asks
 * for a minute costs a minute, however much is kept.
 */
public final class SeriesView {
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final SeriesStore store;
  private final Instant at;

  SeriesView(SeriesStore store, Instant at) {
    this.store = store;
    this.at = at;
  }

  /** These samples, by signal and instance, oldest first. */
  public SeriesView(Map<Signal, Map<String, List<Sample>>> samples) {
    this(new SeriesStore(FOREVER), Instant.MAX);
    samples.values().stream().map(Map::values).flatMap(Collection::stream).forEach(store::add);
  }

  /** What a signal was read from. */
  public Set<String> instances(Signal signal) {
    return store.instances(signal);
  }

  /** The samples of one instance, oldest first. */
  public List<Sample> of(Signal signal, String instance) {
    return store.samples(signal, instance, Instant.MIN, at, false);
  }

  /** The samples of one instance not older than a moment, oldest first. */
  public List<Sample> of(Signal signal, String instance, Instant from) {
    return store.samples(signal, instance, from, at, false);
  }

  /** The same, and the newest one before that moment, which is what counters grew from. */
  public List<Sample> withBase(Signal signal, String instance, Instant from) {
    return store.samples(signal, instance, from, at, true);
  }

  /** No series at all. */
  public static SeriesView empty() {
    return new SeriesView(Map.of());
  }
}
