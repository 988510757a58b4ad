package dev.realtime.bench.report;

/** Text with parts that are generated, each between two marks of its name. */
final class Marked {
  private Marked() {}

  /**
   * The text with a part written anew.
   *
   * @throws IllegalArgumentException if the marks are not there
   */
  static String replace(String text, String name, String part) {
    String begin = "<!-- " + name + ": written by ./dev bench fit -->\n";
    String end = "<!-- end of " + name + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("The marks of '%s' are missing".formatted(name));
    }
    return text.substring(0, from + begin.length()) + part.strip() + "\n" + text.substring(to);
  }
}
