package dev.realtime.bench.scenario;

import java.util.Set;

/** Names of the figures, which are also the headings of the report. */
public final class Metric {
  public static final String CPU_PER_DELIVERY = "CPU per delivery, µs";
  public static final String GENERATOR_CPU = "generator CPU per delivery, µs";
  public static final String GENERATOR_BUSY = "busiest loop of the generator, %";
  public static final String GENERATOR_LATE = "publisher late p99, ms";
  public static final String CPU_PER_PUBLICATION = "CPU per publication, µs";
  public static final String REDIS_CPU = "CPU of Redis per publication, µs";
  public static final String RATE = "publications/s";
  public static final String DELIVERIES = "deliveries/s";
  public static final String P50 = "p50, ms";
  public static final String P99 = "p99, ms";
  public static final String P999 = "p99.9, ms";
  public static final String MAX = "max, ms";
  public static final String RSS = "resident, MiB";
  public static final String PSS = "proportional, MiB";
  public static final String PEAK = "peak resident, MiB";
  public static final String RSS_SLOPE = "resident per connection, KiB";
  public static final String CONNECTS = "connects/s";
  public static final String CPU_PER_CONNECT = "CPU per connect, µs";
  public static final String REQUESTS = "requests/s";
  public static final String CPU_PER_REQUEST = "CPU per request, µs";
  public static final String CONNECT_P99 = "connect p99, ms";
  public static final String START = "start, ms";
  public static final String HELD = "highest rate held, /s";

  /** Beside {@link #HELD}: at which rate the target was saturated; absent where it never was. */
  public static final String NOT_HELD = "first rate not held, /s";

  public static final String READY = "start to ready, ms";
  public static final String P99_RATIO = "p99 against before";
  public static final String RETURN_SECONDS = "all back after, s";
  public static final String RETURN_PEAK = "busiest second against the mean";
  public static final String RECOVERED = "recovered";
  public static final String HEAP = "heap, MiB";
  public static final String LIVE_HEAP = "heap that lives, MiB";
  public static final String DIRECT = "direct, MiB";
  public static final String QUEUED = "queued for clients, MiB";
  public static final String QUEUES_HELD = "held by queues, MiB";
  public static final String SOCKETS = "kernel socket buffers, MiB";
  public static final String REFUSED = "connections refused";
  public static final String REFUSED_PUBLISHES = "publications refused";
  public static final String REFUSED_EACH = "time for each refusal, ms";
  public static final String CPU_SECONDS = "CPU, s";

  private static final Set<String> OF_GENERATOR =
      Set.of(GENERATOR_CPU, GENERATOR_BUSY, GENERATOR_LATE);

  /** Hung on one or two publications of a window, so that no second run gives them again. */
  private static final Set<String> EXTREME = Set.of(MAX, P999);

  private Metric() {}

  /** Whether a ratio of two targets says anything: not of the load generator, nor of extremes. */
  public static boolean hasRatio(String metric) {
    return !OF_GENERATOR.contains(metric) && !EXTREME.contains(metric);
  }
}
