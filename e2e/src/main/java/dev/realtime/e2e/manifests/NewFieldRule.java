package dev.realtime.e2e.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule that begins with {@code !has(self.a) || !has(self.a.b) || ...}, one of which is a field
 * that the older schema does not have: whatever was taken before does not have it either.
 */
final class NewFieldRule {
  private static final Pattern GUARD =
      Pattern.compile("!has\\(self((?:\\.[A-Za-z]\\w*)+)\\) \\|\\| ");

  /** Texts in a rule, whose characters mean nothing. */
  private static final Pattern TEXT = Pattern.compile("'[^']*'|\"[^\"]*\"");

  private NewFieldRule() {}

  static boolean is(String rule, JsonNode before) {
    if (isChoice(rule)) {
      return false;
    }
    Matcher guard = GUARD.matcher(rule);
    int end = 0;
    while (guard.find(end) && guard.start() == end) {
      if (!has(before, List.of(guard.group(1).substring(1).split("\\.", -1)))) {
        return true;
      }
      end = guard.end();
    }
    return false;
  }

  private static boolean has(JsonNode schema, List<String> path) {
    JsonNode at = schema;
    for (String name : path) {
      // Of an object whose fields are not told, nobody knows which it has.
      if (!at.path("properties").isObject()) {
        return true;
      }
      at = at.path("properties").path(name);
    }
    return !at.isMissingNode();
  }

  /** {@code ?} outside all brackets binds weaker than ||: the guards would be its condition. */
  private static boolean isChoice(String rule) {
    int depth = 0;
    for (char c : TEXT.matcher(rule).replaceAll("").toCharArray()) {
      switch (c) {
        case '(', '[', '{' -> depth++;
        case ')', ']', '}' -> depth--;
        case '?' -> {
          if (depth == 0) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }
}
