package dev.realtime.bench.scenario;

import java.util.Map;

/**
 * When a load point says more about the generator than about the target: a client loop that had no
 * time left receives late, and a publisher that is late sends in bursts.
 */
final class GeneratorLimit {
  /** A client loop that computes more than this share of the window, %. */
  static final double MOST_BUSY = 90;

  /** A publisher later than this at its 99th percentile, ms. */
  static final double MOST_LATE = 20;

  private GeneratorLimit() {}

  static boolean reached(double busyPercent, double lateMillis) {
    return busyPercent > MOST_BUSY || lateMillis > MOST_LATE;
  }

  /** By the figures of a point; those of other points, and of older reports, know of no limit. */
  static boolean reached(Map<String, Double> figures) {
    return reached(
        figures.getOrDefault(Metric.GENERATOR_BUSY, 0.0),
        figures.getOrDefault(Metric.GENERATOR_LATE, 0.0));
  }
}
