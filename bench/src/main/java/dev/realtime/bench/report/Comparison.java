package dev.realtime.bench.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.bench.scenario.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ratios to the Go peer of two runs, side by side.
 *
 * @param rows of what both have
 */
public record Comparison(List<Row> rows) {
  /** Two runs agree on a ratio up to this difference, as a share of the smaller one. */
  private static final double TOLERANCE = 0.15;

  private static final String SEPARATOR = " | ";
  private static final String SUBJECT = "realtime";
  private static final String PEER = "centrifuge-go";

  /** Names, not figures, tell what a result is; files of later versions may have more. */
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * One ratio.
   *
   * @param what scenario, point and figure
   * @param one the first run's
   * @param other the second run's
   */
  public record Row(String what, double one, double other) {
    String figure() {
      return what.substring(what.lastIndexOf(SEPARATOR) + SEPARATOR.length());
    }

    /** By which share of the smaller one. */
    double difference() {
      return Math.max(one, other) / Math.min(one, other) - 1;
    }

    boolean differs() {
      return difference() > TOLERANCE;
    }
  }

  /** Of two directories with a {@code results.json} each. */
  public static Comparison of(Path one, Path other) throws IOException {
    return of(read(one), read(other));
  }

  static Comparison of(List<Result> one, List<Result> other) {
    Map<String, Double> before = ratios(one);
    List<Row> rows = new ArrayList<>();
    ratios(other)
        .forEach(
            (what, ratio) -> {
              Double earlier = before.get(what);
              if (earlier != null) {
                rows.add(new Row(what, earlier, ratio));
              }
            });
    return new Comparison(rows);
  }

  static List<Result> read(Path directory) throws IOException {
    return JSON.convertValue(
        JSON.readTree(Files.readString(directory.resolve("results.json"))).path("results"),
        new TypeReference<>() {});
  }

  private static Map<String, Double> ratios(List<Result> results) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (String scenario : results.stream().map(Result::scenario).distinct().toList()) {
      Table table =
          new Table(results.stream().filter(it -> it.scenario().equals(scenario)).toList());
      for (String point : table.points()) {
        for (String metric : table.metrics(point)) {
          table
              .ratio(point, SUBJECT, PEER, metric)
              .filter(ratio -> ratio.median() > 0)
              .ifPresent(
                  ratio ->
                      ratios.put(String.join(SEPARATOR, scenario, point, metric), ratio.median()));
        }
      }
    }
    return ratios;
  }

  /** As a table, and how many differ, of each figure and in all. */
  public String text() {
    StringBuilder out =
        new StringBuilder(
            "| Scenario | Point | Figure | A | B | B / A | |\n|---|---|---|---|---|---|---|\n");
    for (Row row : rows) {
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.2f | %s |%n",
              row.what(),
              Numbers.text(row.one()),
              Numbers.text(row.other()),
              row.other() / row.one(),
              row.differs() ? "differs" : ""));
    }
    out.append("\n| Figure | Ratios | that differ | by at most |\n|---|---|---|---|\n");
    rows.stream()
        .collect(Collectors.groupingBy(Row::figure, TreeMap::new, Collectors.toList()))
        .forEach((figure, ratios) -> out.append(summary(figure, ratios)));
    long differing = rows.stream().filter(Row::differs).count();
    return out.append(
            "%n%d of %d ratios of %s to %s differ by more than %.0f %%%n"
                .formatted(differing, rows.size(), SUBJECT, PEER, TOLERANCE * 100))
        .toString();
  }

  private static String summary(String figure, List<Row> ratios) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.0f %% |%n",
        figure,
        ratios.size(),
        ratios.stream().filter(Row::differs).count(),
        ratios.stream().mapToDouble(Row::difference).max().orElse(0) * 100);
  }
}
