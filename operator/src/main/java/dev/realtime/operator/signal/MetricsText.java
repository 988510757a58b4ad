package dev.realtime.operator.signal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus' text exposition format (version 0.0.4; OpenMetrics' additions are skipped).
 * Strict where a number would be wrong otherwise, lenient where a line is of no interest: unknown
 * metrics are skipped without being parsed.
 *
 * <p>Format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
final class MetricsText {
  /** A line of the text. */
  record Line(String name, Map<String, String> labels, double value) {}

  private MetricsText() {}

  /**
   * The lines of these metrics.
   *
   * @throws IllegalArgumentException if such a line is malformed; the message holds the line
   */
  static List<Line> parse(String text, Set<String> names) {
    var lines = new ArrayList<Line>();
    text.lines()
        .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
        .forEach(
            line -> {
              int end = nameEnd(line);
              if (names.contains(line.substring(0, end))) {
                lines.add(parse(line, end));
              }
            });
    return lines;
  }

  private static int nameEnd(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) != ' ') {
      end++;
    }
    return end;
  }

  private static Line parse(String line, int nameEnd) {
    var labels = new HashMap<String, String>();
    int at = nameEnd;
    if (at < line.length() && line.charAt(at) == '{') {
      at = labels(line, at + 1, labels);
    }
    String[] rest = line.substring(at).strip().split("\\s+", 3);
    try {
      return new Line(line.substring(0, nameEnd), Map.copyOf(labels), number(rest[0]));
    } catch (NumberFormatException e) {
      throw malformed(line, e);
    }
  }

  /** Reads labels from behind the opening brace; returns the place behind the closing one. */
  private static int labels(String line, int from, Map<String, String> into) {
    int at = from;
    while (at < line.length() && line.charAt(at) != '}') {
      int equals = line.indexOf("=\"", at);
      if (equals < 0) {
        throw malformed(line, null);
      }
      String key = line.substring(at, equals).strip();
      var value = new StringBuilder();
      at = equals + 2;
      while (at < line.length() && line.charAt(at) != '"') {
        char c = line.charAt(at++);
        if (c == '\\' && at < line.length()) {
          char escaped = line.charAt(at++);
          value.append(escaped == 'n' ? '\n' : escaped);
        } else {
          value.append(c);
        }
      }
      into.put(key, value.toString());
      at++;
      while (at < line.length() && (line.charAt(at) == ',' || line.charAt(at) == ' ')) {
        at++;
      }
    }
    if (at >= line.length()) {
      throw malformed(line, null);
    }
    return at + 1;
  }

  static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  private static IllegalArgumentException malformed(String line, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "not a line of Prometheus' text format: "
            + (line.length() > 200 ? line.substring(0, 200) + "..." : line),
        cause);
  }
}
