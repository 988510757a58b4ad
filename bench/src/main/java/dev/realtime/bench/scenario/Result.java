package dev.realtime.bench.scenario;

import java.util.List;
import java.util.Map;

/**
 * One measurement.
 *
 * @param scenario the scenario's name
 * @param point which of its points, such as {@code 1000 subscribers, 60/s}
 * @param x the point's place on the horizontal axis of a plot
 * @param target the target's name, with its variant
 * @param round which repetition it is, from 1: a round of the run, or one of its windows, which
 *     count on over the rounds
 * @param figures by metric; units are part of a metric's name
 * @param problems what makes the figures doubtful: anything lost, doubled, out of order
 */
public record Result(
    String scenario,
    String point,
    double x,
    String target,
    int round,
    Map<String, Double> figures,
    List<String> problems) {
  public Result {
    figures = Map.copyOf(figures);
    problems = List.copyOf(problems);
  }

  /** Whether the generator was the bottleneck, so that no ratio is taken from it. */
  public boolean limitedByGenerator() {
    return GeneratorLimit.reached(figures);
  }

  /**
   * A figure that it must have.
   *
   * @throws IllegalArgumentException if it has not
   */
  public double figure(String metric) {
    Double value = figures.get(metric);
    if (value == null) {
      throw new IllegalArgumentException("%s, %s has no %s".formatted(scenario, point, metric));
    }
    return value;
  }
}
