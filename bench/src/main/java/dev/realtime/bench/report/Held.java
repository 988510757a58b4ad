package dev.realtime.bench.report;

import dev.realtime.bench.scenario.Metric;

/**
 * How a highest rate held is to be read. A target that no round saturated may hold more: its rate
 * is a lower bound, and so is a ratio above it; a ratio whose base is one is an upper bound.
 */
enum Held {
  EXACT(""),
  AT_LEAST("≥ "),
  AT_MOST("≤ "),
  UNKNOWN("");

  private final String sign;

  Held(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  /** Of one target's rate: exact if every round has met a rate that was too much. */
  static Held of(Table table, String point, String target) {
    int met = table.spread(point, target, Metric.NOT_HELD).map(spread -> spread.count()).orElse(0);
    return met == table.rounds(point, target) ? EXACT : AT_LEAST;
  }

  /** Of a ratio of two. */
  static Held ofRatio(Table table, String point, String target, String base) {
    boolean above = of(table, point, target) == AT_LEAST;
    boolean below = of(table, point, base) == AT_LEAST;
    if (above && below) {
      return UNKNOWN;
    }
    return above ? AT_LEAST : below ? AT_MOST : EXACT;
  }
}
