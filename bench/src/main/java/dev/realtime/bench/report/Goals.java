package dev.realtime.bench.report;

import dev.realtime.bench.measure.Spread;
import dev.realtime.bench.report.Goal.Figure;
import dev.realtime.bench.scenario.FanOut;
import dev.realtime.bench.scenario.Growth;
import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;

/**
 * The goals of the server, as far as a run has figures for them. Ratios are within a round; points
 * at which the generator was the bottleneck do not count.
 */
final class Goals {
  private static final String SUBJECT = "realtime";
  private static final String PEER = "centrifuge-go";
  private static final String LOOP = "c-send-loop";

  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final List<Result> results;

  Goals(List<Result> results) {
    this.results = List.copyOf(results);
    results.stream()
        .map(Result::scenario)
        .distinct()
        .forEach(
            name ->
                tables.put(
                    name,
                    new Table(results.stream().filter(it -> it.scenario().equals(name)).toList())));
  }

  /** All that have a figure. */
  List<Goal> measured() {
    List<Goal> goals = new ArrayList<>(load());
    goals.addAll(latency());
    goals.addAll(footprint());
    goals.addAll(flatness());
    return goals.stream().filter(goal -> !goal.figures().isEmpty()).toList();
  }

  private List<Goal> load() {
    Predicate<String> low = at(rate -> rate >= 20 && rate <= 60);
    Predicate<String> high = at(rate -> rate >= 150 && rate <= 600);
    String cpu = Metric.CPU_PER_DELIVERY;
    return List.of(
        atMost(
            "cpu-low-rates-peer",
            "CPU per delivery at 20 to 60/s, against the Go peer: at most 0.5",
            0.5,
            ratios(FanOut.NAME, low, PEER, cpu)),
        atMost(
            "cpu-low-rates-loop",
            "CPU per delivery at 20 to 60/s, against the C loop: at most 1.0",
            1,
            ratios(FanOut.NAME, low, LOOP, cpu)),
        atMost(
            "cpu-high-rates-peer",
            "CPU per delivery at 150 to 600/s, against the Go peer: at most 0.7",
            0.7,
            ratios(FanOut.NAME, high, PEER, cpu)),
        new Goal(
            "saturation",
            "highest rate held, against the Go peer: at least 1.5",
            1.5,
            true,
            saturation()),
        atMost(
            "two-thirds-p99",
            "p99 at two thirds of the highest rate held: at most 50 ms",
            50,
            twoThirds()));
  }

  /** One for each scenario in which both have a p99. */
  private List<Goal> latency() {
    return tables.keySet().stream()
        .map(
            name ->
                atMost(
                    "p99-" + name,
                    "p99 of " + name + ", against the Go peer: at most 1.0",
                    1,
                    ratios(name, _ -> true, PEER, Metric.P99)))
        .toList();
  }

  private List<Goal> footprint() {
    String idle = "idle-memory";
    return List.of(
        atMost(
            "memory-slope",
            "resident memory of an idle connection, slope from 1,000 to 9,000: at most 8 KiB",
            8,
            of(idle, "9000 connections", Metric.RSS_SLOPE)),
        atMost(
            "memory-slope-peer",
            "that slope, against the Go peer: at most 0.3",
            0.3,
            ratios(idle, "9000 connections"::equals, PEER, Metric.RSS_SLOPE)),
        atMost(
            "resident-1000",
            "resident with 1,000 connections: at most 90 MiB",
            90,
            of(idle, "1000 connections", Metric.RSS)),
        atMost(
            "resident-9000-peer",
            "resident with 9,000 connections, against the Go peer: at most 0.5",
            0.5,
            ratios(idle, "9000 connections"::equals, PEER, Metric.RSS)),
        atMost(
            "connect-warm",
            "CPU of a connect, warm, against the Go peer: at most 1.0",
            1,
            connects("warm")),
        atMost(
            "connect-cold",
            "CPU of a connect in a fresh process, against the Go peer: at most 1.5",
            1.5,
            connects("cold")),
        atMost(
            "start",
            "start to listening: at most 400 ms",
            400,
            of("start-up", "process", Metric.START)));
  }

  private List<Goal> flatness() {
    return List.of(
        atMost(
            "flat-subscribers",
            "CPU per delivery with up to 10,000 subscribers, against that with 1,000: at most 1.1",
            1.1,
            flat(Growth.SUBSCRIBERS, Metric.CPU_PER_DELIVERY, 1000, 10_000)),
        atMost(
            "flat-channels",
            "CPU per publication with up to 1,000 channels, against that with one: at most 1.1",
            1.1,
            flat(Growth.CHANNELS, Metric.CPU_PER_PUBLICATION, 1, 1000)));
  }

  private static Goal atMost(String key, String text, double bound, List<Figure> figures) {
    return new Goal(key, text, bound, false, figures);
  }

  private List<Figure> connects(String temperature) {
    List<Figure> all = new ArrayList<>();
    for (String name : tables.keySet()) {
      if (name.startsWith("connect-storm")) {
        ratios(name, point -> point.startsWith(temperature), PEER, Metric.CPU_PER_CONNECT)
            .forEach(each -> all.add(new Figure(name + ", " + each.point(), each.spread(), "")));
      }
    }
    return all;
  }

  /** Points of a fan-out whose rate is such; {@code 1000 subscribers, 60/s}. */
  private static Predicate<String> at(DoublePredicate rate) {
    return point -> point.endsWith("/s") && rate.test(rate(point));
  }

  private static double rate(String point) {
    return Double.parseDouble(point.substring(point.lastIndexOf(' ') + 1, point.length() - 2));
  }

  private Table table(String scenario) {
    return tables.getOrDefault(scenario, new Table(List.of()));
  }

  private List<Figure> ratios(
      String scenario, Predicate<String> points, String base, String metric) {
    Table table = table(scenario);
    List<Figure> all = new ArrayList<>();
    for (String point : table.points()) {
      if (points.test(point)) {
        table
            .ratio(point, SUBJECT, base, metric)
            .ifPresent(spread -> all.add(new Figure(point, spread, "")));
      }
    }
    return all;
  }

  private List<Figure> of(String scenario, String point, String metric) {
    return table(scenario)
        .sound(point, SUBJECT, metric)
        .map(spread -> List.of(new Figure(point, spread, "")))
        .orElse(List.of());
  }

  /** Where it is known which of the two holds more. */
  private List<Figure> saturation() {
    Table table = table(FanOut.NAME);
    List<Figure> all = new ArrayList<>();
    for (Figure each :
        ratios(FanOut.NAME, point -> point.startsWith(FanOut.SATURATION), PEER, Metric.HELD)) {
      Held held = Held.ofRatio(table, each.point(), SUBJECT, PEER);
      if (held != Held.UNKNOWN) {
        all.add(new Figure(each.point(), each.spread(), held.sign()));
      }
    }
    return all;
  }

  private List<Figure> twoThirds() {
    Table table = table(FanOut.NAME);
    List<Figure> all = new ArrayList<>();
    for (String saturation : table.points()) {
      Optional<Spread> held = table.spread(saturation, SUBJECT, Metric.HELD);
      if (saturation.startsWith(FanOut.SATURATION) && held.isPresent()) {
        String audience = saturation.substring(FanOut.SATURATION.length()) + ", ";
        double most = held.get().least() * 2 / 3;
        table.points().stream()
            .filter(point -> point.startsWith(audience) && rate(point) <= most)
            .max((one, other) -> Double.compare(rate(one), rate(other)))
            .flatMap(
                point ->
                    table
                        .sound(point, SUBJECT, Metric.P99)
                        .map(spread -> new Figure(point, spread, "")))
            .ifPresent(all::add);
      }
    }
    return all;
  }

  /**
   * The highest of a series against its first point, at the same rate, if both ends were measured:
   * a cost that falls is no miss.
   */
  private List<Figure> flat(String series, String metric, double from, double to) {
    List<Result> points =
        results.stream()
            .filter(result -> result.scenario().equals(Growth.NAME))
            .filter(result -> result.target().equals(SUBJECT) && result.point().contains(series))
            .filter(result -> result.x() >= from && result.x() <= to)
            .filter(result -> !result.limitedByGenerator())
            .toList();
    List<Figure> all = new ArrayList<>();
    for (double rate : points.stream().map(it -> it.figure(Metric.RATE)).distinct().toList()) {
      Map<Double, List<Double>> costs = new TreeMap<>();
      points.stream()
          .filter(point -> point.figure(Metric.RATE) == rate)
          .forEach(
              point ->
                  costs
                      .computeIfAbsent(point.x(), _ -> new ArrayList<>())
                      .add(point.figure(metric)));
      if (costs.containsKey(from) && costs.containsKey(to)) {
        double first = Spread.of(costs.getOrDefault(from, List.of())).median();
        double most =
            costs.values().stream()
                .mapToDouble(values -> Spread.of(values).median())
                .max()
                .orElseThrow();
        Spread ratio = Spread.of(List.of(most / first));
        all.add(new Figure(Numbers.text(rate) + "/s", ratio, ""));
      }
    }
    return all;
  }
}
