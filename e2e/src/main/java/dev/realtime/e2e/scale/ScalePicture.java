package dev.realtime.e2e.scale;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Four plots over the number of services, each with its goal, as one SVG picture.
 *
 * @param runs in the order of services
 */
record ScalePicture(List<Figures> runs) {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 240;
  private static final int LEFT = 56;
  private static final int RIGHT = 20;
  private static final int TOP = 36;
  private static final int BOTTOM = 44;
  private static final double ROOM = 1.1;

  /** Distinguishable for colour-blind readers (Okabe and Ito). */
  private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

  private static final List<Plot> PLOTS =
      List.of(
          new Plot("All Ready after, in seconds", 120, Figures::readySeconds),
          new Plot("Memory of an operator, most, in MiB", 300, Figures::peakMebibytes),
          new Plot("Processor time at rest, in cores", 0.05, Figures::steadyCores),
          new Plot("Restart done after, in seconds", 30, Figures::restartSeconds));

  /** One figure. */
  private record Plot(String title, double goal, ToDoubleFunction<Figures> figure) {}

  String svg() {
    var out = new StringBuilder();
    out.append(
            String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                    + " font-size=\"11\">",
                2 * WIDTH,
                2 * HEIGHT))
        .append('\n');
    out.append(
            String.format(Locale.ROOT, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>"))
        .append('\n');
    for (int i = 0; i < PLOTS.size(); i++) {
      out.append(
              String.format(
                  Locale.ROOT, "<g transform=\"translate(%d,%d)\">", i % 2 * WIDTH, i / 2 * HEIGHT))
          .append('\n');
      draw(out, PLOTS.get(i));
      out.append(String.format(Locale.ROOT, "</g>")).append('\n');
    }
    return out.append("</svg>\n").toString();
  }

  private void draw(StringBuilder out, Plot plot) {
    double xMost = runs.stream().mapToInt(Figures::services).max().orElse(1);
    double yMost =
        ROOM * Math.max(plot.goal, runs.stream().mapToDouble(plot.figure).max().orElse(0));
    out.append(
            String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"20\" font-size=\"13\">%s</text>",
                LEFT,
                plot.title))
        .append('\n');
    out.append(
            String.format(
                Locale.ROOT,
                "<polyline points=\"%d,%d %d,%d %d,%d\" fill=\"none\" stroke=\"#888888\"/>",
                LEFT,
                TOP,
                LEFT,
                HEIGHT - BOTTOM,
                WIDTH - RIGHT,
                HEIGHT - BOTTOM))
        .append('\n');
    double goal = y(plot.goal, yMost);
    out.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#888888\""
                    + " stroke-dasharray=\"5 4\"/>",
                LEFT,
                goal,
                WIDTH - RIGHT,
                goal))
        .append('\n');
    label(out, LEFT - 6, goal + 4, "end", number(plot.goal));
    label(out, LEFT - 6, HEIGHT - BOTTOM + 4, "end", "0");
    runs.stream()
        .map(Figures::services)
        .distinct()
        .forEach(
            services ->
                label(
                    out,
                    x(services, xMost),
                    HEIGHT - BOTTOM + 16,
                    "middle",
                    String.valueOf(services)));
    List<String> kinds = runs.stream().map(Figures::kind).distinct().toList();
    for (int i = 0; i < kinds.size(); i++) {
      String kind = kinds.get(i);
      line(
          out,
          plot,
          runs.stream().filter(run -> run.kind().equals(kind)).toList(),
          COLOURS.get(i % COLOURS.size()),
          xMost,
          yMost);
      String colour = COLOURS.get(i % COLOURS.size());
      out.append(
              String.format(
                  Locale.ROOT,
                  "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                  LEFT + i * 90,
                  HEIGHT - 8,
                  colour,
                  kind))
          .append('\n');
    }
  }

  private static void line(
      StringBuilder out, Plot plot, List<Figures> runs, String colour, double xMost, double yMost) {
    for (Figures run : runs) {
      double value = plot.figure.applyAsDouble(run);
      double x = x(run.services(), xMost);
      out.append(
              String.format(
                  Locale.ROOT,
                  "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
                  x,
                  y(value, yMost),
                  colour))
          .append('\n');
      label(out, x, y(value, yMost) - 7, "middle", number(value));
    }
    out.append(
            String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                runs.stream()
                    .map(
                        run ->
                            String.format(
                                Locale.ROOT,
                                "%.1f,%.1f",
                                x(run.services(), xMost),
                                y(plot.figure.applyAsDouble(run), yMost)))
                    .collect(Collectors.joining(" ")),
                colour))
        .append('\n');
  }

  private static double x(double value, double most) {
    return LEFT + value / most * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double most) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }

  private static void label(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(
            String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                text))
        .append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 10 ? "%.1f" : "%.0f", value);
  }
}
