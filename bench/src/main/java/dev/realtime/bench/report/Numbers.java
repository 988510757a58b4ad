package dev.realtime.bench.report;

import dev.realtime.bench.measure.Spread;
import java.util.Locale;

/** Figures as text, with three digits. */
final class Numbers {
  private Numbers() {}

  static String text(Spread spread) {
    return spread.count() == 1
        ? text(spread.median())
        : "%s (%s–%s)".formatted(text(spread.median()), text(spread.least()), text(spread.most()));
  }

  static String text(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}
