package dev.realtime.bench.report;

import dev.realtime.bench.measure.Spread;
import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The figures of one scenario, by point, target and metric. */
final class Table {
  private final List<Result> results;

  Table(Collection<Result> results) {
    this.results = List.copyOf(results);
  }

  /** Points in the order measured. */
  Set<String> points() {
    return distinct(Result::point);
  }

  /** Targets in the order measured. */
  Set<String> targets() {
    return distinct(Result::target);
  }

  /** Metrics that any result has, in alphabetical order within each. */
  Set<String> metrics(String point) {
    Set<String> metrics = new LinkedHashSet<>();
    results.stream()
        .filter(result -> result.point().equals(point))
        .forEach(result -> result.figures().keySet().stream().sorted().forEach(metrics::add));
    return metrics;
  }

  private Set<String> distinct(Function<Result, String> key) {
    Set<String> keys = new LinkedHashSet<>();
    results.forEach(result -> keys.add(key.apply(result)));
    return keys;
  }

  /** Whether anything was published whose deliveries were checked. */
  boolean hasDeliveries() {
    return results.stream()
        .map(Result::figures)
        .anyMatch(it -> it.containsKey(Metric.DELIVERIES) || it.containsKey(Metric.RECOVERED));
  }

  /** Over the rounds. */
  Optional<Spread> spread(String point, String target, String metric) {
    return spread(byRound(point, target, metric, _ -> true).values());
  }

  /** Over the rounds in which the generator was not the bottleneck. */
  Optional<Spread> sound(String point, String target, String metric) {
    return spread(byRound(point, target, metric, Table::isSound).values());
  }

  private static Optional<Spread> spread(Collection<Double> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(List.copyOf(values)));
  }

  /**
   * The ratio of two targets, taken within each round, over the rounds that have both, and in which
   * the generator was the bottleneck of neither. Of figures that {@link Metric#hasRatio have one}.
   */
  Optional<Spread> ratio(String point, String target, String base, String metric) {
    if (!Metric.hasRatio(metric)) {
      return Optional.empty();
    }
    Map<Integer, Double> above = byRound(point, target, metric, Table::isSound);
    Map<Integer, Double> below = byRound(point, base, metric, Table::isSound);
    List<Double> ratios = new ArrayList<>();
    above.forEach(
        (round, value) -> {
          Double other = below.get(round);
          if (other != null && other != 0) {
            ratios.add(value / other);
          }
        });
    return spread(ratios);
  }

  private Map<Integer, Double> byRound(
      String point, String target, String metric, Predicate<Result> which) {
    Map<Integer, Double> values = new LinkedHashMap<>();
    results.stream()
        .filter(result -> result.point().equals(point) && result.target().equals(target))
        .filter(which)
        .forEach(
            result -> {
              Double value = result.figures().get(metric);
              if (value != null) {
                values.put(result.round(), value);
              }
            });
    return values;
  }

  private static boolean isSound(Result result) {
    return !result.limitedByGenerator();
  }

  /** How many rounds a target was measured in at a point. */
  int rounds(String point, String target) {
    return (int)
        results.stream()
            .filter(result -> result.point().equals(point) && result.target().equals(target))
            .count();
  }

  /** Where the generator was the bottleneck. */
  List<String> limited() {
    return results.stream()
        .filter(Result::limitedByGenerator)
        .map(
            result -> "%s, %s, round %d".formatted(result.target(), result.point(), result.round()))
        .toList();
  }

  /** Problems of any round, each with where it was met. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Result result : results) {
      for (String problem : result.problems()) {
        problems.add(
            "%s, %s, round %d: %s"
                .formatted(result.target(), result.point(), result.round(), problem));
      }
    }
    return problems;
  }

  /** For a plot: medians by x, leaving out points that have no place on the axis (x below 0). */
  Map<Double, Double> series(String target, String metric, String pointsContaining) {
    Map<Double, Double> series = new LinkedHashMap<>();
    for (Result result : results) {
      if (result.target().equals(target)
          && result.x() >= 0
          && result.point().contains(pointsContaining)) {
        spread(result.point(), target, metric)
            .ifPresent(spread -> series.put(result.x(), spread.median()));
      }
    }
    return series;
  }
}
