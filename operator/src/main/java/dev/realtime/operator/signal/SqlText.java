package dev.realtime.operator.signal;

import java.util.regex.Pattern;

/** Statements without the users' data in them. */
final class SqlText {
  private static final Pattern LITERAL = Pattern.compile("'[^']*+(?:''[^']*+)*+'");

  private SqlText() {}

  static String withoutLiterals(String sql) {
    return LITERAL.matcher(sql).replaceAll("'?'").replaceAll("\\s+", " ").strip();
  }
}
