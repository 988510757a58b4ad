package dev.realtime.bench.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.bench.measure.Spread;
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
   * @param one the first run's, over its rounds or windows
   * @param other the second run's
   */
  public record Row(String what, Spread one, Spread other) {
    String figure() {
      return what.substring(what.lastIndexOf(SEPARATOR) + SEPARATOR.length());
    }

    /** By which share of the smaller one. */
    double difference() {
      double before = one.median();
      double after = other.median();
      return Math.max(before, after) / Math.min(before, after) - 1;
    }

    Agreement agreement() {
      if (difference() <= TOLERANCE) {
        return Agreement.CLOSE;
      }
      return one.holds(other.median()) && other.holds(one.median())
          ? Agreement.WITHIN_SPREAD
          : Agreement.NONE;
    }
  }

  /** How far two runs say the same. */
  enum Agreement {
    /** The medians are within the tolerance. */
    CLOSE(""),

    /** Each median is within what the other run measured: it says itself that it is no closer. */
    WITHIN_SPREAD("within the spread"),

    NONE("differs");

    private final String text;

    Agreement(String text) {
      this.text = text;
    }
  }

  /** Of two directories with a {@code results.json} each. */
  public static Comparison of(Path one, Path other) throws IOException {
    return of(read(one), read(other));
  }

  static Comparison of(List<Result> one, List<Result> other) {
    Map<String, Spread> before = ratios(one);
    List<Row> rows = new ArrayList<>();
    ratios(other)
        .forEach(
            (what, ratio) -> {
              Spread earlier = before.get(what);
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

  private static Map<String, Spread> ratios(List<Result> results) {
    Map<String, Spread> ratios = new LinkedHashMap<>();
    for (String scenario : results.stream().map(Result::scenario).distinct().toList()) {
      Table table =
          new Table(results.stream().filter(it -> it.scenario().equals(scenario)).toList());
      for (String point : table.points()) {
        for (String metric : table.metrics(point)) {
          table
              .ratio(point, SUBJECT, PEER, metric)
              .filter(ratio -> ratio.median() > 0)
              .ifPresent(
                  ratio -> ratios.put(String.join(SEPARATOR, scenario, point, metric), ratio));
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
              row.other().median() / row.one().median(),
              row.agreement().text));
    }
    out.append(
        "\n| Figure | Ratios | within the spread | that differ | by at most |\n|---|---|---|---|---|\n");
    rows.stream()
        .collect(Collectors.groupingBy(Row::figure, TreeMap::new, Collectors.toList()))
        .forEach((figure, ratios) -> out.append(summary(figure, ratios)));
    return out.append(
            "%n%d of %d ratios of %s to %s agree within %.0f %%, %d within the spread of both runs, %d differ%n"
                .formatted(
                    count(rows, Agreement.CLOSE),
                    rows.size(),
                    SUBJECT,
                    PEER,
                    TOLERANCE * 100,
                    count(rows, Agreement.WITHIN_SPREAD),
                    count(rows, Agreement.NONE)))
        .toString();
  }

  private static long count(List<Row> rows, Agreement agreement) {
    return rows.stream().filter(row -> row.agreement() == agreement).count();
  }

  private static String summary(String figure, List<Row> ratios) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %.0f %% |%n",
        figure,
        ratios.size(),
        count(ratios, Agreement.WITHIN_SPREAD),
        count(ratios, Agreement.NONE),
        ratios.stream().mapToDouble(Row::difference).max().orElse(0) * 100);
  }
}
