package dev.realtime.bench.report;

import dev.realtime.bench.measure.LinearFit;
import dev.realtime.bench.measure.LinearFit.Point;
import dev.realtime.bench.measure.Spread;
import dev.realtime.bench.scenario.Growth;
import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What each thing costs, fitted to the points of {@link Growth}.
 *
 * @param memory resident MiB = first + second × connections
 * @param connectMicros CPU of one connect, µs
 * @param fanOut CPU µs a second of one node = first + second × publications/s + third ×
 *     deliveries/s
 * @param redis CPU µs of Redis for one publication with history = first + second × nodes that hear
 *     it
 * @param nodes CPU µs of all servers for one such publication = first + second × those nodes
 * @param windows of load, and which were left out
 */
record GrowthFit(
    LinearFit memory,
    double connectMicros,
    LinearFit fanOut,
    LinearFit redis,
    LinearFit nodes,
    Windows windows) {
  /**
   * Windows of load that a fit could have used.
   *
   * @param all of them
   * @param late left out since the generator was the bottleneck
   * @param undelivered left out since not everything due was delivered in them
   */
  record Windows(int all, int late, int undelivered) {
    static Windows of(List<Result> results) {
      List<Result> loads =
          results.stream()
              .filter(result -> result.scenario().equals(Growth.NAME))
              .filter(result -> result.figures().containsKey(Metric.RATE))
              .toList();
      long late = loads.stream().filter(Result::limitedByGenerator).count();
      long whole = loads.stream().filter(GrowthFit::whole).count();
      return new Windows(loads.size(), (int) late, (int) (loads.size() - late - whole));
    }
  }

  private static final double MOST_OFF = 0.15;

  /**
   * Fits.
   *
   * @throws IllegalArgumentException if the results hold too few points
   */
  static GrowthFit of(List<Result> results) {
    return new GrowthFit(
        line(results, Growth.CONNECTIONS, Metric.RSS),
        connects(results),
        LinearFit.of(
            points(
                results,
                Growth.SUBSCRIBERS,
                GrowthFit::loadTerms,
                result -> result.figure(Metric.CPU_PER_PUBLICATION) * result.figure(Metric.RATE))),
        line(results, Growth.NODES, Metric.REDIS_CPU),
        line(results, Growth.NODES, Metric.CPU_PER_PUBLICATION),
        Windows.of(results));
  }

  private static List<Double> loadTerms(Result result) {
    double rate = result.figure(Metric.RATE);
    return List.of(1.0, rate, rate * result.x());
  }

  private static LinearFit line(List<Result> results, String series, String metric) {
    return LinearFit.of(
        points(
            results, series, result -> List.of(1.0, result.x()), result -> result.figure(metric)));
  }

  /** The median: the first connects of a process are dearer, those of a pod's life are not. */
  private static double connects(List<Result> results) {
    List<Double> costs =
        series(results, Growth.CONNECTIONS)
            .map(result -> result.figure(Metric.CPU_PER_CONNECT))
            .toList();
    return Spread.of(costs).median();
  }

  private static List<Point> points(
      List<Result> results,
      String series,
      Function<Result, List<Double>> terms,
      Function<Result, Double> value) {
    return series(results, series)
        .map(result -> new Point(terms.apply(result), value.apply(result)))
        .toList();
  }

  private static Stream<Result> series(List<Result> results, String series) {
    return results.stream()
        .filter(result -> result.scenario().equals(Growth.NAME))
        .filter(result -> result.point().contains(series))
        .filter(GrowthFit::whole);
  }

  /**
   * Whether what was due within the window was sent in time and delivered in it. Where it was not,
   * the machine had something else to do, and CPU for each publication means nothing.
   */
  private static boolean whole(Result result) {
    if (result.limitedByGenerator()) {
      return false;
    }
    if (!result.figures().containsKey(Metric.RATE)) {
      return true;
    }
    double due = result.figure(Metric.RATE) * result.x();
    return Math.abs(result.figure(Metric.DELIVERIES) / due - 1) < MOST_OFF;
  }
}
