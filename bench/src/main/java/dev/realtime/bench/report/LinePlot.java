package dev.realtime.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plot of lines over a common axis, as an SVG picture. */
final class LinePlot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 40;
  private static final int BOTTOM = 84;
  private static final int TICKS = 5;

  /** Distinguishable for colour-blind readers (Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  private final String title;
  private final String xName;
  private final String yName;
  private final Map<String, Map<Double, Double>> lines = new LinkedHashMap<>();

  LinePlot(String title, String xName, String yName) {
    this.title = title;
    this.xName = xName;
    this.yName = yName;
  }

  /** Adds a line; an empty one is left out. */
  void line(String name, Map<Double, Double> points) {
    if (!points.isEmpty()) {
      lines.put(name, points);
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  String svg() {
    double xMost = most(true);
    double yMost = most(false);
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%d" y="22" font-size="14" text-anchor="middle">%s</text>
        """
            .formatted(WIDTH, HEIGHT, WIDTH / 2, escape(title)));
    for (int i = 0; i <= TICKS; i++) {
      tick(out, xMost * i / TICKS, xMost, yMost * i / TICKS, yMost);
    }
    text(out, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 36, "middle", xName);
    text(out, LEFT - 48, TOP - 10, "start", yName);
    int index = 0;
    for (Map.Entry<String, Map<Double, Double>> line : lines.entrySet()) {
      draw(out, line.getKey(), line.getValue(), index++, xMost, yMost);
    }
    return out.append("</svg>\n").toString();
  }

  private void draw(
      StringBuilder out,
      String name,
      Map<Double, Double> points,
      int index,
      double xMost,
      double yMost) {
    String colour = COLOURS.get(index % COLOURS.size());
    StringBuilder path = new StringBuilder();
    points.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            point -> {
              String at = x(point.getKey(), xMost) + "," + y(point.getValue(), yMost);
              path.append(at).append(' ');
              String[] pair = at.split(",", 2);
              out.append(
                  "<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>%n"
                      .formatted(pair[0], pair[1], colour));
            });
    out.append(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
            .formatted(path.toString().trim(), colour));
    int left = LEFT + index % 3 * 190;
    int top = HEIGHT - 30 + index / 3 * 16;
    out.append(
        "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"4\" fill=\"%s\"/>%n"
            .formatted(left, top - 6, colour));
    text(out, left + 18, top, "start", name);
  }

  private static void tick(StringBuilder out, double x, double xMost, double y, double yMost) {
    String across = x(x, xMost);
    String down = y(y, yMost);
    out.append(
        "<line x1=\"%d\" y1=\"%s\" x2=\"%d\" y2=\"%s\" stroke=\"#dddddd\"/>%n"
            .formatted(LEFT, down, WIDTH - RIGHT, down));
    out.append(
        "<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>%n"
            .formatted(LEFT - 6, down, label(y)));
    out.append(
        "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>%n"
            .formatted(across, HEIGHT - BOTTOM + 18, label(x)));
  }

  private static void text(StringBuilder out, int x, int y, String anchor, String text) {
    out.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
            .formatted(x, y, anchor, escape(text)));
  }

  private double most(boolean x) {
    double most =
        lines.values().stream()
            .flatMap(line -> (x ? line.keySet() : line.values()).stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    return round(most <= 0 ? 1 : most);
  }

  /** Up to the next of 1, 2, 2.5, 5 times a power of ten. */
  private static double round(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 2.5, 5, 10}) {
      if (value <= step * power * 1.000001) {
        return step * power;
      }
    }
    return value;
  }

  private static String x(double value, double most) {
    return coordinate(LEFT + value / most * (WIDTH - LEFT - RIGHT));
  }

  private static String y(double value, double most) {
    return coordinate(HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM));
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String label(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
