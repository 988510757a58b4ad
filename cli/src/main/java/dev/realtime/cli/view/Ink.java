package dev.realtime.cli.view;

/**
 * Colours of a terminal.
 *
 * @param coloured whether there are any; without, text stays as it is
 */
public record Ink(boolean coloured) {
  /** Colours if somebody looks; the environment's {@code NO_COLOR} forbids them. */
  public static Ink ofTerminal() {
    return new Ink(
        System.getenv("NO_COLOR") == null
            && !"dumb".equals(System.getenv("TERM"))
            && Terminal.there());
  }

  /** Well. */
  public String green(String text) {
    return paint("32", text);
  }

  /** Not well. */
  public String red(String text) {
    return paint("31", text);
  }

  /** To be looked at. */
  public String yellow(String text) {
    return paint("33", text);
  }

  /** A name to be told from others. */
  public String numbered(int number, String text) {
    return paint(Integer.toString(36 - Math.floorMod(number, 6) + (number / 6 % 2) * 60), text);
  }

  /** Less important. */
  public String dim(String text) {
    return paint("2", text);
  }

  /** A heading. */
  public String bold(String text) {
    return paint("1", text);
  }

  private String paint(String code, String text) {
    return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Characters that would steer the terminal, made visible: text from the cluster is not ours. */
  public static String plain(String text) {
    var safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
                safe.appendCodePoint(c);
              } else {
                safe.append(String.format("\\x%02x", c));
              }
            });
    return safe.toString();
  }
}
