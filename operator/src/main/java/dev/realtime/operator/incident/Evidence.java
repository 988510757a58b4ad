package dev.realtime.operator.incident;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Compares what two looks came to. Measured figures, which wander all the time, are let wander by a
 * quarter, or by ten of their unit; every other word and number counts.
 */
final class Evidence {
  private static final Pattern MEASURED =
      Pattern.compile("\\d+(?:\\.\\d+)?(?= ?(?:ms|s|%)(?:\\W|$)| of \\d+ connections)");

  private static final double SMALL = 10;
  private static final double PART = 0.25;

  private Evidence() {}

  /** Whether a reader would take the one for the other. */
  static boolean alike(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    if (!words(one).equals(words(other))) {
      return false;
    }
    List<Double> before = figures(one);
    List<Double> after = figures(other);
    for (int i = 0; i < before.size(); i++) {
      if (!near(before.get(i), after.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(double one, double other) {
    return Math.abs(one - other) <= Math.max(SMALL, PART * Math.max(one, other));
  }

  private static String words(String text) {
    return MEASURED.matcher(text).replaceAll("#");
  }

  private static List<Double> figures(String text) {
    return MEASURED.matcher(text).results().map(MatchResult::group).map(Double::valueOf).toList();
  }
}
