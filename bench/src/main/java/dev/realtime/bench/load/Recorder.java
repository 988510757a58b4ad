package dev.realtime.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one event loop has seen. Belongs to that loop's thread; others get a {@link #snapshot} by a
 * task on the loop.
 *
 * <p>Latencies count for publications that were due within the window, deliveries for those that
 * arrived within it.
 */
final class Recorder {
  /** Times are recorded in microseconds, up to a minute, with three digits. */
  static final long LONGEST_MICROS = 60_000_000;

  /** Return times kept for the rolling restart, so that a storm cannot fill the generator. */
  private static final int MOST_RETURNS = 100_000;

  private long windowFrom = Long.MAX_VALUE;
  private long windowTo = Long.MAX_VALUE;
  private final Histogram latency = new Histogram(LONGEST_MICROS, 3);
  private final Histogram connect = new Histogram(LONGEST_MICROS, 3);
  private final Map<String, Long> events = new TreeMap<>();
  private final List<Long> returns = new ArrayList<>();
  private long delivered;
  private long deliveredInWindow;
  private long duplicates;
  private long gaps;

  void window(long fromNanos, long toNanos) {
    windowFrom = fromNanos;
    windowTo = toNanos;
    deliveredInWindow = 0;
    latency.reset();
  }

  void delivered(long dueNanos, long nowNanos) {
    delivered++;
    if (nowNanos >= windowFrom && nowNanos < windowTo) {
      deliveredInWindow++;
    }
    if (dueNanos >= windowFrom && dueNanos < windowTo) {
      latency.recordValue(micros(nowNanos - dueNanos));
    }
  }

  void duplicate() {
    duplicates++;
  }

  void gap(long missing) {
    gaps += missing;
  }

  void connected(long startNanos, long nowNanos) {
    connect.recordValue(micros(nowNanos - startNanos));
    event("connected");
  }

  void returned(long nowNanos) {
    event("returned");
    if (returns.size() < MOST_RETURNS) {
      returns.add(nowNanos);
    }
  }

  /** Counts something that happens seldom. */
  void event(String name) {
    events.merge(name, 1L, Long::sum);
  }

  Snapshot snapshot() {
    return new Snapshot(
        delivered,
        deliveredInWindow,
        duplicates,
        gaps,
        Map.copyOf(events),
        List.copyOf(returns),
        latency.copy(),
        connect.copy());
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1000, 0, LONGEST_MICROS);
  }

  /** A copy of the counters. */
  record Snapshot(
      long delivered,
      long deliveredInWindow,
      long duplicates,
      long gaps,
      Map<String, Long> events,
      List<Long> returns,
      Histogram latency,
      Histogram connect) {}
}
