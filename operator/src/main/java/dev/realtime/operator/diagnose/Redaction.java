package dev.realtime.operator.diagnose;

import java.util.regex.Pattern;

/**
 * Takes secrets out of text that is going to be kept and shown: log lines, statements, addresses.
 * Errs on the side of taking out too much.
 *
 * <p>Every pattern begins with something rare and repeats possessively or within bounds, so that
 * the time is linear in the text whatever a client made the server log.
 */
public final class Redaction {
  private static final String GONE = "[redacted]";

  /** {@code password=...}, {@code "apiKey": "..."}, {@code token: ...} and their relatives. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)((?:pass(?:word|wd|phrase)|secret|token|api[-_]?key|credential|private[-_]?key"
              + "|signature|signing[-_]?key)[\\w.-]{0,64}+[\"']?\\s{0,8}+[:=]\\s{0,8}+)"
              + "(\"[^\"]*+\"|'[^']*+'|[^\\s,;&}\\]]++)");

  /** {@code Authorization: Bearer ...}, {@code Basic ...}. */
  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(bearer|basic|apikey)\\s+[A-Za-z0-9._~+/=-]{6,}");

  /** {@code scheme://user:password@host}. */
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/@\\s]+@");

  /** A JSON web token wherever it stands. */
  private static final Pattern JWT =
      Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*");

  /** A PEM block. */
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN [A-Z ]+-----[\\s\\S]*?(-----END [A-Z ]+-----|$)");

  /** String literals of an SQL statement, which hold users' data. */
  private static final Pattern SQL_LITERAL = Pattern.compile("'[^']*+(?:''[^']*+)*+'");

  private Redaction() {}

  /** The text without secrets. */
  public static String redact(String text) {
    String clean = PEM.matcher(text).replaceAll(GONE);
    clean = JWT.matcher(clean).replaceAll(GONE);
    clean = SCHEME.matcher(clean).replaceAll("$1 " + GONE);
    clean = ASSIGNED.matcher(clean).replaceAll("$1" + GONE);
    return USER_INFO.matcher(clean).replaceAll("$1" + GONE + "@");
  }

  /** A statement without the literals in it. */
  public static String statement(String sql) {
    return redact(SQL_LITERAL.matcher(sql).replaceAll("'?'")).replaceAll("\\s+", " ").strip();
  }

  /** At most so many characters; what was cut from the middle is said. */
  public static String bounded(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    String cut = " [" + (text.length() - most) + "+ characters cut] ";
    int keep = Math.max(0, most - cut.length());
    int head = keep / 3;
    return text.substring(0, head) + cut + text.substring(text.length() - (keep - head));
  }

  /** Without secrets, then at most so many characters. */
  public static String redactAndBound(String text, int most) {
    return bounded(redact(text), most);
  }
}
