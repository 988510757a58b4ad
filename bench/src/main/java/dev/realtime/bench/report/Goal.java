package dev.realtime.bench.report;

import dev.realtime.bench.measure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run should come to.
 *
 * @param key of its section in {@code misses.md}; stable
 * @param text what is asked, in words
 * @param bound that the figure has to keep
 * @param least whether the bound is the least rather than the most
 * @param figures of the points that it is asked of
 */
record Goal(String key, String text, double bound, boolean least, List<Figure> figures) {
  /**
   * What one point came to.
   *
   * @param point where
   * @param spread over the rounds
   * @param sign before it, where it is a bound itself: {@code "≥ "}, {@code "≤ "} or nothing
   */
  record Figure(String point, Spread spread, String sign) {}

  /** What is 0 % beyond, as it is written, is not beyond. */
  private static final double ROUNDED_AWAY = 0.005;

  Goal {
    figures = List.copyOf(figures);
  }

  /** The point that is furthest on the wrong side; empty if the run has none. */
  Optional<Figure> worst() {
    return figures.stream().max((one, other) -> Double.compare(excess(one), excess(other)));
  }

  /** Whether it holds, or cannot be told from a figure that is a bound itself. */
  enum Outcome {
    MET,
    MISSED,
    OPEN
  }

  Outcome outcome(Figure figure) {
    boolean kept = excess(figure) < ROUNDED_AWAY;
    // More than that may still be enough, or less than that too little.
    boolean told = figure.sign().isEmpty() || kept == (figure.sign().startsWith("≥") == least);
    return told ? (kept ? Outcome.MET : Outcome.MISSED) : Outcome.OPEN;
  }

  boolean isMissed() {
    return worst().map(figure -> outcome(figure) == Outcome.MISSED).orElse(false);
  }

  /** By which share of the bound it is on the wrong side; negative on the right one. */
  private double excess(Figure figure) {
    double share = figure.spread().median() / bound - 1;
    return least ? -share : share;
  }

  /** Its row of the table. */
  String row(Figure figure) {
    double excess = excess(figure);
    String by =
        String.format(
            Locale.ROOT, "%.0f %% %s", Math.abs(excess) * 100, excess > 0 ? "beyond" : "within");
    String outcome =
        switch (outcome(figure)) {
          case MET -> "met";
          case MISSED -> "**missed**";
          case OPEN -> "open";
        };
    return "| %s | %s%s, %s | %s | %s |%n"
        .formatted(text, figure.sign(), Numbers.text(figure.spread()), figure.point(), by, outcome);
  }
}
