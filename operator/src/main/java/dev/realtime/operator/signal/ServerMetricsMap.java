package dev.realtime.operator.signal;

import dev.realtime.operator.signal.MetricsText.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** From the server's metrics to signals: the only place that knows the names of the metrics. */
final class ServerMetricsMap {
  private static final String REQUESTS = "realtime_requests_total";
  private static final String BUCKET = "realtime_command_duration_seconds_bucket";
  private static final String REJECTED = "realtime_rejected_total";
  static final String CONNECTIONS = "realtime_connections";
  private static final String CONNECTIONS_LIMIT = "realtime_connections_limit";
  private static final String REDIS_UP = "realtime_redis_up";
  private static final String REDIS_SECONDS = "realtime_redis_round_trip_seconds";
  private static final String LAG = "realtime_event_loop_lag_seconds";
  private static final String CPU_PERIODS = "realtime_cpu_periods_total";
  private static final String CPU_THROTTLED_PERIODS = "realtime_cpu_throttled_periods_total";
  private static final String MAINTENANCE = "realtime_maintenance";

  private static final String PROXY_CALLS = "realtime_proxy_inflight";
  private static final String PROXY_CIRCUIT = "realtime_proxy_circuit_state";
  private static final String PROXY_CACHE = "realtime_proxy_cache_total";

  /** Reasons that mean "no room"; a client brings the others upon itself, or a person did. */
  private static final Set<String> NO_ROOM =
      Set.of("connections", "connect_rate", "memory", "loop_lag", "broker_queue");

  static final Set<String> NAMES =
      Set.of(
          REQUESTS,
          BUCKET,
          REJECTED,
          CONNECTIONS,
          CONNECTIONS_LIMIT,
          REDIS_UP,
          REDIS_SECONDS,
          LAG,
          CPU_PERIODS,
          CPU_THROTTLED_PERIODS,
          MAINTENANCE,
          PROXY_CALLS,
          PROXY_CIRCUIT,
          PROXY_CACHE);

  /** Signals that a pod owes at every reading; the others it may not have. */
  static final List<Signal> OWED =
      List.of(Signal.REQUESTS, Signal.REQUESTS_FAILED, Signal.COMMAND_SECONDS, Signal.CONNECTIONS);

  private ServerMetricsMap() {}

  /** The samples of one pod. */
  static List<Sample> samples(String pod, List<Line> lines, Instant now) {
    var samples = new ArrayList<Sample>();
    double refused = sum(lines, REQUESTS, line -> ended(line, "refused"));
    samples.add(Sample.of(Signal.REQUESTS, pod, sum(lines, REQUESTS, _ -> true) - refused, now));
    samples.add(Sample.of(Signal.REQUESTS_REFUSED, pod, refused, now));
    samples.add(
        Sample.of(
            Signal.REQUESTS_FAILED,
            pod,
            sum(lines, REQUESTS, line -> ended(line, "server_error")),
            now));
    samples.add(
        Sample.of(
            Signal.SHED,
            pod,
            sum(
                lines,
                REJECTED,
                line -> NO_ROOM.contains(line.labels().getOrDefault("reason", ""))),
            now));
    samples.add(new Sample(Signal.COMMAND_SECONDS, pod, histogram(lines), now));
    gauge(samples, Signal.CONNECTIONS, pod, lines, CONNECTIONS, now);
    gauge(samples, Signal.CONNECTIONS_LIMIT, pod, lines, CONNECTIONS_LIMIT, now);
    gauge(samples, Signal.EVENT_LOOP_LAG_SECONDS, pod, lines, LAG, now);
    // Without a CPU limit there is nothing to count: no sample, not one that failed.
    List<Line> counted = lines.stream().filter(line -> !Double.isNaN(line.value())).toList();
    gauge(samples, Signal.CPU_PERIODS, pod, counted, CPU_PERIODS, now);
    gauge(samples, Signal.CPU_THROTTLED_PERIODS, pod, counted, CPU_THROTTLED_PERIODS, now);
    gauge(samples, Signal.MAINTENANCE, pod, lines, MAINTENANCE, now);
    gauge(samples, Signal.SERVER_REDIS_SECONDS, pod, lines, REDIS_SECONDS, now);
    lines.stream()
        .filter(line -> line.name().equals(REDIS_UP))
        .mapToDouble(Line::value)
        .min()
        .ifPresent(up -> samples.add(Sample.of(Signal.SERVER_SEES_REDIS, pod, up, now)));
    perProxy(samples, Signal.PROXY_CALLS, pod, lines, PROXY_CALLS, now);
    perProxy(samples, Signal.PROXY_CIRCUIT, pod, lines, PROXY_CIRCUIT, now);
    perProxy(samples, Signal.PROXY_CACHE_ASKED, pod, lines, PROXY_CACHE, now);
    return samples;
  }

  /** One sample for each proxy, the sum over its other labels; few servers have any. */
  private static void perProxy(
      List<Sample> into, Signal signal, String pod, List<Line> lines, String name, Instant now) {
    Map<String, Double> sums = new TreeMap<>();
    for (Line line : lines) {
      if (line.name().equals(name)) {
        sums.merge(line.labels().getOrDefault("proxy", ""), line.value(), Double::sum);
      }
    }
    sums.forEach((proxy, sum) -> into.add(Sample.of(signal, pod + "/" + proxy, sum, now)));
  }

  /** Everything a pod owes, unknown. */
  static List<Sample> unknown(String pod, String why, Instant now) {
    return OWED.stream().map(signal -> Sample.unknown(signal, pod, why, now)).toList();
  }

  /** The worst of the values with different labels, if there is one. */
  private static void gauge(
      List<Sample> into, Signal signal, String pod, List<Line> lines, String name, Instant now) {
    lines.stream()
        .filter(line -> line.name().equals(name))
        .mapToDouble(Line::value)
        .max()
        .ifPresent(value -> into.add(Sample.of(signal, pod, value, now)));
  }

  private static boolean ended(Line line, String outcome) {
    return outcome.equals(line.labels().get("outcome"));
  }

  private static double sum(List<Line> lines, String name, Predicate<Line> test) {
    return lines.stream()
        .filter(line -> line.name().equals(name))
        .filter(test)
        .mapToDouble(Line::value)
        .sum();
  }

  /** The histogram over all methods: buckets of the same bound added up. */
  private static Reading histogram(List<Line> lines) {
    Map<Double, Double> byBound = new TreeMap<>();
    for (Line line : lines) {
      if (line.name().equals(BUCKET)) {
        String le = line.labels().getOrDefault("le", "");
        byBound.merge(
            le.isEmpty() ? Double.NaN : MetricsText.number(le), line.value(), Double::sum);
      }
    }
    if (byBound.isEmpty()) {
      // No command has been timed yet: an empty histogram, and a known one.
      return new Reading.Distribution(new Histogram(List.of(), List.of(0.0)));
    }
    if (!byBound.containsKey(Double.POSITIVE_INFINITY)) {
      return new Reading.Unknown("histogram " + BUCKET + " has no bucket +Inf");
    }
    var bounds = new ArrayList<>(byBound.keySet());
    bounds.remove(Double.POSITIVE_INFINITY);
    bounds.removeIf(bound -> bound.isNaN());
    var counts = new ArrayList<Double>();
    bounds.forEach(bound -> counts.add(byBound.get(bound)));
    counts.add(byBound.get(Double.POSITIVE_INFINITY));
    return new Reading.Distribution(new Histogram(bounds, counts));
  }
}
